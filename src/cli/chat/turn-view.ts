import { cutsAnswer, isBlock } from "../../streams/gates/verdicts.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import { inertLine } from "../terminal/inert-text.ts";
import type { Screen } from "./screen.ts";

const railWords = ({ railType }: Verdict): string => `${railType.replaceAll("_", " ")} rail`;

/** A verdict as a sentence. */
const verdictLine = (verdict: Verdict): string => {
  const { status, code, rail, reason } = verdict;
  const because = reason === undefined ? "" : `: ${reason}`;
  const name = `${rail} (${railWords(verdict)})`;
  if (status === "modified") return inertLine(`~ modified by ${name}${because}`);
  if (code === "rail_execution_failure") return inertLine(`✗ blocked because ${name} failed${because}`);
  return inertLine(`✗ blocked by ${name}${because}`);
};

/** Shows an answer while it streams, and determines what of it goes into the history. */
export class TurnView {
  readonly #screen: Screen;
  readonly #verdicts: Verdict[] = [];
  readonly #calls = new Map<number, string>();
  #text = "";
  #isCut = false;
  #high = "";

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The answer's text for the history: without what a rail has blocked. */
  get text(): string {
    return this.#text;
  }

  /** Whether a rail failed to give a verdict. */
  get hasFailure(): boolean {
    return this.#verdicts.some(({ code }) => code === "rail_execution_failure");
  }

  /** Whether the input was blocked. Rails read the whole conversation, so keeping it would block all later turns. */
  get isRefused(): boolean {
    return this.#verdicts.some((verdict) => isBlock(verdict) && !cutsAnswer(verdict));
  }

  async show(part: StreamPart): Promise<void> {
    if (part.choice !== 0) return;
    if (part.type === "text-delta" || part.type === "refusal-delta") await this.#say(part.text);
    else if (part.type === "reasoning-delta") await this.#screen.text(part.text, "dim");
    else if (part.type === "tool-call-delta") this.#call(part.index, part.name ?? "", part.text);
    else if (part.type === "verdict") this.#judge(part.verdict);
  }

  /** Ends the answer: shows the refusal unless the bot said something else, tool calls, and verdicts. */
  async end(refusal: string): Promise<void> {
    if (this.#isCut && this.#text === "") await this.#say(refusal);
    await this.#screen.text(this.#high);
    for (const call of this.#calls.values()) this.#screen.line(this.#screen.paint("cyan", inertLine(`→ ${call})`)));
    for (const verdict of this.#verdicts) {
      const format = verdict.status === "blocked" ? "red" : "yellow";
      this.#screen.line(this.#screen.paint(format, verdictLine(verdict)));
    }
    this.#screen.endLine();
  }

  async #say(text: string): Promise<void> {
    this.#text += text;
    const whole = this.#high + text;
    // Keeps the first half of a surrogate pair until the second arrives.
    const isHalf = /[\ud800-\udbff]$/.test(whole);
    this.#high = isHalf ? whole.slice(-1) : "";
    await this.#screen.text(isHalf ? whole.slice(0, -1) : whole);
  }

  #call(index: number, name: string, text: string): void {
    this.#calls.set(index, (this.#calls.get(index) ?? `${name}(`) + text);
  }

  #judge(verdict: Verdict): void {
    this.#verdicts.push(verdict);
    if (!cutsAnswer(verdict)) return;
    this.#screen.endLine();
    this.#isCut = true;
    this.#text = "";
    this.#calls.clear();
  }
}
