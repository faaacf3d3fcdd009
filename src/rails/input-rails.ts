import type { ChatMessage, Role, Verdict, VerdictCode } from "../types.ts";
import { joinedTexts, messageText, sideTexts, withText } from "./message-text.ts";
import type { CheckRail, IncrementalRail, Rail } from "./rail.ts";
import { codeOf } from "../streams/gates/verdicts.ts";
import { type RunOptions, runRails } from "./run-rails.ts";
import { watchedGate } from "./watched-gate.ts";

/** What the input rails made of a request. */
export interface InputResult {
  /** The messages as the model may see them. */
  readonly messages: readonly ChatMessage[];
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
}

const isIncremental = (rail: Rail): rail is IncrementalRail => rail.reads === "incremental";

/** What a rewriting becomes where nothing may be rewritten. */
const blockedCode = ({ code }: Verdict): VerdictCode => (code === "content_modified" ? "content_blocked" : code);

interface GateResult {
  readonly text: string;
  readonly verdict: Verdict | undefined;
}

/** Runs one gate over a complete text. */
const gateText = (rail: IncrementalRail, text: string, options: RunOptions): GateResult => {
  const gate = watchedGate(rail, options);
  const passed = gate.feed(text) + gate.end();
  const finding = gate.blocked ?? gate.takeRewrites()[0];
  if (finding === undefined) return { text: passed, verdict: undefined };
  const status = gate.blocked === undefined ? "modified" : "blocked";
  const { start, end, reason, code = codeOf(status) } = finding;
  const base = { status, rail: rail.name, railType: options.railType, code, channel: "text" } as const;
  return { text: passed, verdict: { ...base, start, end, reason } };
};

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
  /** Other texts of the request that reach the model: incremental rails read them, and can only refuse them. */
  readonly sideTexts?: readonly string[];
}

class InputRails {
  messages: ChatMessage[];
  readonly verdicts: Verdict[] = [];
  readonly #pass: InputPass;
  readonly #options: RunOptions;

  constructor(messages: readonly ChatMessage[], pass: InputPass, options: RunOptions) {
    this.messages = [...messages];
    this.#pass = pass;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<Verdict | undefined> {
    const { rails, subject } = this.#pass;
    for (const rail of rails.filter(isIncremental)) {
      const blocked = this.#gate(rail);
      if (blocked !== undefined) return blocked;
    }
    const checks = rails.filter((rail): rail is CheckRail => !isIncremental(rail));
    const turns = newTurns(this.messages, subject);
    // Before a rewriting moves them.
    const rest = this.#rest(turns);
    for (const group of subject === "tool" ? turns.map((index) => [index]) : [turns]) {
      const blocked = await this.#check(checks, group, signal);
      if (blocked !== undefined) return blocked;
    }
    return this.#pass.scope === "conversation" ? this.#checkRest(checks, rest, signal) : undefined;
  }

  /** Everything but what the user says in the new turn, as one text: also what that turn brings along, such as a file. */
  #rest(turns: Indexes): string {
    const texts = this.messages.flatMap((message, index) => [
      turns.includes(index) ? "" : messageText(message),
      ...sideTexts(message),
    ]);
    return [...texts, ...(this.#pass.sideTexts ?? [])].filter((one) => one !== "").join("\n");
  }

  /** It is refused or left alone: what was said is not rewritten afterwards. */
  async #checkRest(checks: readonly CheckRail[], text: string, signal: AbortSignal): Promise<Verdict | undefined> {
    if (text === "" || checks.length === 0) return undefined;
    const input = { text, context: "", fresh: text, channel: "text", final: true } as const;
    const { blocked, verdicts } = await runRails(checks, input, this.#options, signal);
    const refusing = blocked ?? verdicts[0];
    if (refusing === undefined) return undefined;
    const verdict: Verdict = { ...refusing, status: "blocked", code: blockedCode(refusing) };
    this.verdicts.push(verdict);
    return verdict;
  }

  /**
   * The client sends the whole history with every request, so all of it is read, not only the last turn: a forbidden text
   * in an earlier message reaches the model just as well.
   */
  #gate(rail: IncrementalRail): Verdict | undefined {
    for (const [index, message] of this.messages.entries()) {
      if (this.#pass.subject === "tool" && message.role !== "tool") continue;
      const blocked = this.#gateMessage(rail, message, index);
      if (blocked !== undefined) return blocked;
    }
    const read = this.#pass.subject === "tool" ? this.messages.filter(({ role }) => role === "tool") : this.messages;
    return this.#refuseSides(rail, [...joinedTexts(read), ...(this.#pass.sideTexts ?? [])]);
  }

  #gateMessage(rail: IncrementalRail, message: ChatMessage, index: number): Verdict | undefined {
    const { text, verdict } = gateText(rail, messageText(message), this.#options);
    if (verdict !== undefined) this.verdicts.push(verdict);
    if (verdict?.status === "blocked") return verdict;
    if (verdict !== undefined) this.messages[index] = withText(message, text);
    return this.#refuseSides(rail, sideTexts(message));
  }

  /** A name, a tool or a tool call cannot be rewritten without breaking what refers to it. */
  #refuseSides(rail: IncrementalRail, texts: readonly string[]): Verdict | undefined {
    for (const side of texts) {
      const found = gateText(rail, side, this.#options).verdict;
      if (found === undefined) continue;
      const refused: Verdict = { ...found, status: "blocked", code: blockedCode(found) };
      this.verdicts.push(refused);
      return refused;
    }
    return undefined;
  }

  /** A question in several messages is judged as one text, so that it cannot be asked in harmless halves. */
  async #check(rails: readonly CheckRail[], group: Indexes, signal: AbortSignal): Promise<Verdict | undefined> {
    const messages = group.flatMap((index) => this.messages[index] ?? []);
    if (messages.length === 0 || rails.length === 0) return undefined;
    const text = messages.map(messageText).join("\n");
    const input = { text, context: "", fresh: text, channel: "text", final: true } as const;
    const result = await runRails(rails, input, this.#options, signal);
    this.verdicts.push(...result.verdicts);
    if (result.text !== text && result.blocked === undefined) this.#rewrite(group, result.text);
    return result.blocked;
  }

  /** What was read as one text is rewritten as one message: the last of them. */
  #rewrite(group: Indexes, text: string): void {
    const last = group.at(-1);
    this.messages = this.messages.flatMap((message, index) => {
      if (index === last) return [withText(message, text)];
      return group.includes(index) ? [] : [message];
    });
  }
}

/** Runs the rails on what goes to the model. They can refuse it, or rewrite it. */
export const runInputRails = async (
  messages: readonly ChatMessage[],
  pass: InputPass,
  options: RunOptions,
  signal: AbortSignal,
): Promise<InputResult> => {
  const rails = new InputRails(messages, pass, options);
  const blocked = await rails.run(signal);
  return { messages: rails.messages, verdicts: rails.verdicts, blocked };
};
