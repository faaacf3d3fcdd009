import { optional } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { ChatMessage, Role, Verdict, VerdictCode } from "../../types.ts";
import { type GatedRequest, gateRequest, type GateResult } from "./input-gates.ts";
import {
  type CheckRail,
  type IncrementalRail,
  isCheckRail,
  isIncremental,
  type Rail,
  type RailInput,
} from "../rail.ts";
import { type ToolResult, toolResults } from "./tool-exchanges.ts";
import { messageText, textParts, withTextParts } from "./message-text.ts";
import { sideTextsOf } from "./side-texts.ts";
import { JOINT, rewriteJoined } from "./rewrite-joined.ts";
import { runRails } from "../run-rails.ts";
import type { CheckedText, RunOptions } from "../rail-run.ts";

/** What the input rails made of a request: its messages and parameters as the model may see them. */
export interface InputResult extends GatedRequest {
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
  /** What the rails have set for the rest of the request. Absent where that is nothing. */
  readonly variables?: CheckedText["variables"];
}

/** What a rewriting becomes where nothing may be rewritten. */
const blockedCode = ({ code }: Verdict): VerdictCode => (code === "content_modified" ? "content_blocked" : code);

/** Messages by their index. */
type Indexes = readonly number[];

/** The last messages of a role with nothing of the model between them; the last message when none has that role. */
const newTurns = (messages: readonly ChatMessage[], subject: Role): Indexes => {
  const last = messages.findLastIndex(({ role }) => role === subject);
  if (last < 0) return messages.length === 0 ? [] : [messages.length - 1];
  const spoke = messages.findLastIndex(({ role }, index) => role === "assistant" && index < last);
  return [...messages.keys()].filter((index) => index > spoke && messages[index]?.role === subject);
};

export interface InputPass {
  readonly rails: readonly Rail[];
  /** Whose new messages a judge is asked about: the user's as one text, those of tools one by one. */
  readonly subject: "user" | "tool";
  /** Whether judges are asked about everything else as well. Default `turn`: they are not. */
  readonly scope?: "turn" | "conversation";
  /** How rails run, told the messages as the rails before them left them. */
  readonly options: (messages: readonly ChatMessage[]) => RunOptions;
}

class InputRails {
  messages: readonly ChatMessage[];
  params: ModelParams;
  variables: CheckedText["variables"];
  readonly verdicts: Verdict[] = [];
  readonly #pass: InputPass;
  /** What tools have answered, by the index of the message; empty where it is not read as that. */
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
    // Before a rewriting moves them.
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

  /** Once one has refused the request, those behind it only mask what is told of that: they decide nothing, and say nothing. */
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

  /** Everything but what the user says in the new turn, as one text: also what that turn brings along, such as a file. */
  #rest(turns: Indexes): string {
    const said = this.messages.map((message, index) => (turns.includes(index) ? "" : messageText(message)));
    return [...said, ...sideTextsOf(this.messages, this.params)].filter((one) => one !== "").join(JOINT);
  }

  /** It is refused or left alone: what was said is not rewritten afterwards. */
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

  /** A question in several messages is judged as one text, so that it cannot be asked in harmless halves. */
  async #check(rails: readonly CheckRail[], group: Indexes, signal: AbortSignal): Promise<Verdict | undefined> {
    const pieces = group.map((index) => textParts(this.messages[index] as ChatMessage));
    if (pieces.length === 0) return undefined;
    const text = pieces.flat().join(JOINT);
    const input: RailInput = { text, context: "", fresh: text, channel: "text", final: true, ...this.#tool(group) };
    const result = await runRails(rails, input, this.#options, signal);
    this.verdicts.push(...result.verdicts);
    this.variables = result.variables;
    if (result.text !== text && !result.verdicts.some(isBlock)) this.#rewrite(group, pieces, result.text);
    return result.blocked;
  }

  /** The tool whose result is read. */
  #tool([index = 0]: Indexes): Pick<RailInput, "toolName"> {
    return optional("toolName", this.#results.get(index)?.call?.function.name);
  }

  /** What was read as one text is rewritten where it stands. A message that is left without anything goes. */
  #rewrite(group: Indexes, pieces: readonly (readonly string[])[], text: string): void {
    const rewritten = [...rewriteJoined(pieces.flat(), text)];
    const next = group.map((index, place) =>
      withTextParts(this.messages[index] as ChatMessage, rewritten.splice(0, pieces[place]?.length ?? 0)),
    );
    this.messages = this.messages.flatMap((message, index) => {
      const place = group.indexOf(index);
      if (place < 0) return [message];
      const changed = next[place] as ChatMessage;
      return isEmpty(changed) && group.length > 1 && !isEmpty(message) ? [] : [changed];
    });
  }
}

const isEmpty = ({ content }: ChatMessage): boolean => content === null || content.length === 0;

/** Runs the rails on what goes to the model. They can refuse it, or rewrite it. */
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
