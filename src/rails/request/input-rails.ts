import { optional } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { ChatMessage, Role } from "../../types/chat-message.ts";
import type { Verdict, VerdictCode } from "../../types/verdict.ts";
import type { CheckedText, RunOptions } from "../rail-run.ts";
import {
  type CheckRail,
  type IncrementalRail,
  isCheckRail,
  isIncremental,
  type Rail,
  type RailInput,
} from "../rail.ts";
import { runRails } from "../run-rails.ts";
import { type GatedRequest, gateRequest, type GateResult } from "./input-gates.ts";
import { messageText, textParts, withoutText, withTextParts } from "./message-text.ts";
import { JOINT, rewriteJoined } from "./rewrite-joined.ts";
import { sideTextsOf } from "./side-texts.ts";
import { originOf, type ToolResult, toolResults } from "./tool-exchanges.ts";

/** A request after its input rails: the messages and parameters to send to the model. */
export interface InputResult extends GatedRequest {
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
  /** Variables that rails have set for the rest of the request; absent if there are none. */
  readonly variables?: CheckedText["variables"];
}

/** The code of a block. A rewrite becomes a block where the text must not change. */
const blockedCode = ({ code }: Verdict): VerdictCode => (code === "content_modified" ? "content_blocked" : code);

/** Messages by their index. */
type Indexes = readonly number[];

/** The messages of a role since the model's last turn; the last message if none has that role. */
const newTurns = (messages: readonly ChatMessage[], subject: Role): Indexes => {
  const last = messages.findLastIndex(({ role }) => role === subject);
  if (last < 0) return messages.length === 0 ? [] : [messages.length - 1];
  const spoke = messages.findLastIndex(({ role }, index) => role === "assistant" && index < last);
  return [...messages.keys()].filter((index) => index > spoke && messages[index]?.role === subject);
};

export interface InputPass {
  readonly rails: readonly Rail[];
  /** Whose new messages check rails read: the user's are joined to one text, those of tools are checked one by one. */
  readonly subject: "user" | "tool";
  /**
   * `conversation`: check rails also read the rest of the request, as one text. Default `turn`: only the new messages.
   */
  readonly scope?: "turn" | "conversation";
  /** Makes the options of a rail from the messages as earlier rails left them. */
  readonly options: (messages: readonly ChatMessage[]) => RunOptions;
}

class InputRails {
  messages: readonly ChatMessage[];
  params: ModelParams;
  variables: CheckedText["variables"];
  readonly verdicts: Verdict[] = [];
  readonly #pass: InputPass;
  /** Tool results by the index of their message; empty unless `subject` is `tool`. */
  readonly #results: ReadonlyMap<number, ToolResult>;

  constructor({ messages, params }: GatedRequest, pass: InputPass) {
    this.messages = messages;
    this.params = params;
    this.#pass = pass;
    this.#results = pass.subject === "tool" ? toolResults(messages) : new Map();
  }

  async run(signal: AbortSignal): Promise<Verdict | undefined> {
    const { rails, subject, scope } = this.#pass;
    if (rails.length === 0) return undefined;
    const refused = this.#gateAll(rails.filter(isIncremental));
    if (refused !== undefined) return refused;
    const checks = rails.filter(isCheckRail);
    if (checks.length === 0) return undefined;
    const turns = newTurns(this.messages, subject);
    // Read first: a rewrite can remove messages, after which the indexes of `turns` no longer hold.
    const rest = scope === "conversation" ? this.#rest(turns) : "";
    for (const group of subject === "tool" ? turns.map((index) => [index]) : [turns]) {
      const blocked = await this.#check(checks, group, signal);
      if (blocked !== undefined) return blocked;
    }
    return this.#checkRest(checks, rest, signal);
  }

  get #options(): RunOptions {
    return { ...this.#pass.options(this.messages), variables: this.variables };
  }

  /**
   * After a block, the remaining rails only mask the request for logs and records. Their verdicts and runs are not
   * reported.
   */
  #gateAll(rails: readonly IncrementalRail[]): Verdict | undefined {
    let refused: Verdict | undefined;
    for (const rail of rails) {
      const { verdicts, blocked } = this.#gate(rail, refused === undefined ? this.#options.onRun : () => {});
      if (refused !== undefined) continue;
      this.verdicts.push(...verdicts);
      refused = blocked;
    }
    return refused;
  }

  #gate(rail: IncrementalRail, onRun: RunOptions["onRun"]): GateResult {
    const { subject } = this.#pass;
    const isRead = ({ role }: ChatMessage): boolean => subject === "user" || role === "tool";
    const params = subject === "user" ? this.params : {};
    const options = { ...this.#options, onRun };
    const result = gateRequest(rail, { messages: this.messages, params }, isRead, options);
    this.messages = result.messages;
    if (subject === "user") this.params = result.params;
    return result;
  }

  /**
   * The request without the texts of the new messages, as one text. It includes other content of those, such as files.
   */
  #rest(turns: Indexes): string {
    const earlier = this.messages.map((message, index) => (turns.includes(index) ? "" : messageText(message)));
    return [...earlier, ...sideTextsOf(this.messages, this.params)].filter((one) => one !== "").join(JOINT);
  }

  /** Earlier turns must not change, so a rewrite of them is a block. */
  async #checkRest(checks: readonly CheckRail[], text: string, signal: AbortSignal): Promise<Verdict | undefined> {
    if (text === "") return undefined;
    const input = { text, context: "", fresh: text, channel: "text", final: true } as const;
    const { blocked, verdicts } = await runRails(checks, input, this.#options, signal);
    const refusing = blocked ?? verdicts[0];
    this.verdicts.push(...verdicts.filter((verdict) => verdict !== refusing));
    if (refusing === undefined) return undefined;
    const verdict: Verdict = { ...refusing, status: "blocked", code: blockedCode(refusing) };
    this.verdicts.push(verdict);
    return verdict;
  }

  /**
   * The messages are checked as one text, so that a request split into several messages cannot pass in harmless pieces.
   */
  async #check(rails: readonly CheckRail[], group: Indexes, signal: AbortSignal): Promise<Verdict | undefined> {
    const pieces = group.map((index) => textParts(this.messages[index] as ChatMessage));
    if (pieces.length === 0) return undefined;
    const text = pieces.flat().join(JOINT);
    const input: RailInput = { text, context: "", fresh: text, channel: "text", final: true, ...this.#tool(group) };
    const origin = originOf(this.messages[group[0] ?? 0] as ChatMessage);
    const result = await runRails(rails, input, { ...this.#options, origin }, signal);
    this.verdicts.push(...result.verdicts);
    this.variables = result.variables;
    if (result.text !== text && !result.verdicts.some(isBlock)) this.#rewrite(group, pieces, result.text);
    return result.blocked;
  }

  /** The name of the tool whose result is checked. */
  #tool([index = 0]: Indexes): Pick<RailInput, "toolName"> {
    return optional("toolName", this.#results.get(index)?.call?.function.name);
  }

  /**
   * Distributes a rewritten text over the messages it was joined from. A message that becomes empty is removed, unless
   * all of them do: the last one then stays, as in NeMo Guardrails, since the model would otherwise answer an earlier
   * turn.
   */
  #rewrite(group: Indexes, pieces: readonly (readonly string[])[], text: string): void {
    const rewritten = [...rewriteJoined(pieces.flat(), text)];
    const next = group.map((index, place) =>
      withTextParts(this.messages[index] as ChatMessage, rewritten.splice(0, pieces[place]?.length ?? 0)),
    );
    const last = next.every(isEmpty) ? group.at(-1) : undefined;
    this.messages = this.messages.flatMap((message, index) => {
      const changed = next[group.indexOf(index)];
      if (changed === undefined) return [message];
      if (index === last) return [withoutText(message)];
      return isEmpty(changed) && !isEmpty(message) ? [] : [changed];
    });
  }
}

const isEmpty = ({ content }: ChatMessage): boolean => content === null || content.length === 0;

/** Runs rails on a request before it is sent to the model. They can block or rewrite it. */
export const runInputRails = async (
  request: GatedRequest,
  pass: InputPass,
  signal: AbortSignal,
): Promise<InputResult> => {
  const rails = new InputRails(request, pass);
  const blocked = await rails.run(signal);
  const { messages, params, verdicts, variables } = rails;
  return { messages, params, verdicts, blocked, ...optional("variables", variables) };
};
