import { RequestError } from "../../errors.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { refusing } from "../../streams/gates/text-gate-stage.ts";
import { FindingVerdicts } from "../../streams/gates/verdicts.ts";
import { readWhole, type TextFinding } from "../../text/text-gate.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { Verdict } from "../../types/verdict.ts";
import { railGate } from "../rail-gate.ts";
import { gateRun, type RunOptions } from "../rail-run.ts";
import { type IncrementalRail, isMonitored, type RailDecision } from "../rail.ts";
import type { ValueOrigin } from "../vault/vault.ts";
import { withPseudonyms } from "../vault/with-pseudonyms.ts";
import { joinedTexts } from "./message-text.ts";
import { mapMessageTexts, mapParamTexts, type TextPlace, type TextVisitor } from "./request-texts.ts";
import { originOf } from "./tool-exchanges.ts";

/** A request as it goes to the model. */
export interface GatedRequest {
  readonly messages: readonly ChatMessage[];
  readonly params: ModelParams;
}

/**
 * Texts that one rail reads in one request. Without the bound, a body of 1 MB could hold 250,000 texts of one letter.
 */
const MAX_TEXTS = 4_096;

/** A finding whose reason names the place, so that an operator sees which part of a request was refused. */
const placed = (finding: TextFinding, where: string | undefined): TextFinding =>
  where === undefined ? finding : { ...finding, reason: `${finding.reason}, ${where}` };

/** Runs one incremental rail over all texts of a request, with a new gate for each text. */
class GatedTexts {
  readonly verdicts: Verdict[] = [];
  blocked: Verdict | undefined;
  readonly #rail: IncrementalRail;
  readonly #options: RunOptions;
  readonly #findings: FindingVerdicts;
  readonly #startedAt: number;
  #decision: RailDecision = { outcome: "allow" };
  #error: unknown;
  #texts = 0;

  constructor(rail: IncrementalRail, options: RunOptions) {
    this.#rail = rail;
    this.#options = options;
    this.#startedAt = options.clock.now();
    const { railType } = options;
    const { name, refusal } = rail;
    this.#findings = new FindingVerdicts({ rail: name, railType, refusal, monitored: isMonitored(rail) });
  }

  /**
   * Reads texts of one origin. Also called after a block: the request appears in logs and records, so the remaining
   * texts are still masked.
   */
  visit(origin: ValueOrigin, text: string, { channel, rewritable, where }: TextPlace): string {
    if (text === "") return text;
    if (++this.#texts > MAX_TEXTS) {
      throw new RequestError(`The request has more than ${MAX_TEXTS} texts: send fewer messages or tools`, "messages");
    }
    const step = readWhole(railGate(this.#rail, channel, this.#note), text);
    const findings = step.findings.map((finding) => placed(finding, where));
    for (const finding of findings) this.#record(rewritable ? finding : refusing(finding), channel);
    const isLeft = findings.length === 0 || findings.some(({ action }) => action === "block");
    if (isMonitored(this.#rail) || isLeft) return text;
    const { vault } = this.#options;
    if (vault === undefined) return step.text;
    return withPseudonyms(text, findings, channel, (label, value) => vault.pseudonym(label, value, origin));
  }

  /** Reports the rail's run, once for all texts. */
  close(): void {
    const rest = this.#findings.rest();
    if (rest !== undefined) this.verdicts.push(rest);
    const { railType, clock, onRun } = this.#options;
    onRun(
      gateRun({
        rail: this.#rail.name,
        railType,
        startedAt: this.#startedAt,
        finishedAt: clock.now(),
        decision: this.#decision,
        error: this.#error,
      }),
    );
  }

  #record(finding: TextFinding, channel: TextPlace["channel"]): void {
    if (this.blocked !== undefined) return;
    const verdict = this.#findings.of(finding, channel);
    if (verdict === undefined) return;
    this.verdicts.push(verdict);
    if (finding.action !== "block") return;
    this.#decision = { outcome: "block", reason: finding.reason };
    if (verdict.enforced !== false) this.blocked = verdict;
  }

  readonly #note = (decision: RailDecision, error?: unknown): void => {
    this.#error ??= error;
    if (decision.outcome === "transform" && this.#decision.outcome === "allow") this.#decision = decision;
  };
}

export interface GateResult extends GatedRequest {
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
}

/**
 * Runs an incremental rail over every text of a request that the model receives, including earlier turns, since the
 * client sends the whole history every time. Content, arguments of calls and descriptions can be masked. Names and ids,
 * which refer to something else, can only be refused.
 *
 * @param isRead - which messages this rail reads.
 */
export const gateRequest = (
  rail: IncrementalRail,
  request: GatedRequest,
  isRead: (message: ChatMessage) => boolean,
  options: RunOptions,
): GateResult => {
  const texts = new GatedTexts(rail, options);
  const visitor =
    (origin: ValueOrigin): TextVisitor =>
    (text, place) =>
      texts.visit(origin, text, place);
  const messages = request.messages.map((message) =>
    isRead(message) ? mapMessageTexts(message, visitor(originOf(message))) : message,
  );
  const params = mapParamTexts(request.params, visitor("user"));
  const joined = joinedTexts(messages.filter(isRead));
  // A match across messages blocks the request, so no value of it is ever restored.
  for (const text of joined) texts.visit("tool", text, { channel: "text", rewritable: false });
  texts.close();
  return { messages, params, verdicts: texts.verdicts, blocked: texts.blocked };
};
