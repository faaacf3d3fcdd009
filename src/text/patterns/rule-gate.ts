import { HeldText, type Remark } from "../held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import type { PatternMatch } from "./search/candidates.ts";
import { PatternSearcher } from "./search/pattern-searcher.ts";
import { RuleChecks } from "./rule-checks.ts";
import { BEFORE_LENGTH, type Rule, type RuleProgram } from "./rules.ts";
import { wholeCharacter } from "./whole-characters.ts";

/** `pass`: what is found is let go as it stands, and nothing within it is found. */
type Action = "block" | "mask" | "pass";

/** What becomes of what rules find. */
export interface RuleGateOptions {
  /** What happens to what a rule finds, or what each rule's id says. Default `block`. */
  readonly action?: Action | ((id: string) => Action);
  /** What stands in the place of a masked value. Default: the rule's id in angle brackets. */
  readonly replacement?: string | ((id: string, value: string) => string);
  /** Code units a value may span; no more is held back, but for half a character at either end. Default 1000. */
  readonly maxMatchLength?: number;
  /**
   * What happens to a possible value that grows past that: it is let go and only shorter ones are found (default), the text
   * ends there, or it is masked up to the bound.
   */
  readonly onOverflow?: "block" | "mask" | "release";
}

/**
 * Blocks or masks what rules find. It holds back exactly what may still become a value of a rule, and what comes behind it
 * until the rule's check is in; ordinary text is not delayed.
 *
 * @example
 * const program = compileRules([{ id: "KEY", pattern: "sk-[a-z]{4}" }]);
 * const gate = new RuleGate(program, { action: "mask" });
 * gate.feed("sk-abcd.").text; // "<KEY>."
 */
export class RuleGate implements TextGate {
  readonly #program: RuleProgram;
  readonly #options: RuleGateOptions;
  readonly #searcher: PatternSearcher;
  #held: HeldText = new HeldText();
  readonly #checks: RuleChecks | undefined;

  constructor(program: RuleProgram, options: RuleGateOptions = {}) {
    this.#program = program;
    this.#options = options;
    this.#checks = program.hasChecks ? new RuleChecks(program.rules) : undefined;
    const { maxMatchLength: maxLength = 1_000, onOverflow = "release" } = options;
    this.#searcher = new PatternSearcher(program, { maxLength, onOverflow, stopAtFirst: false }, this.#checks);
  }

  /** Another gate that has read the same text so far. */
  copy(): RuleGate {
    const copy = new RuleGate(this.#program, this.#options);
    copy.#searcher.standAt(this.#searcher);
    copy.#held = this.#held.copy();
    if (this.#checks !== undefined) copy.#checks?.standAt(this.#checks);
    return copy;
  }

  /** Counts what was delivered as another gate does, which holds the same. */
  goOnFrom(held: HeldText): void {
    this.#held = held.copy();
  }

  /** What is held now. */
  get held(): HeldText {
    return this.#held.copy();
  }

  get heldText(): string {
    return this.#held.text;
  }

  /**
   * Whether another gate for the same holds the same and finds the same from now on.
   *
   * @param alike - how many of the last code units were the same for both.
   */
  isLike(other: RuleGate, alike: number): boolean {
    const known = this.heldText.length + (this.#checks === undefined ? 1 : BEFORE_LENGTH);
    return alike >= known && this.heldText === other.heldText && this.#searcher.isLike(other.#searcher);
  }

  /** Whether a text finds the same with one character for another, both of them one code unit. */
  readsAlike(unit: number, other: number): boolean {
    const { hasChecks, dfa } = this.#program;
    const { classes } = dfa.code;
    return unit === other || (!hasChecks && classes.of(unit) === classes.of(other));
  }

  feed(text: string): GateStep {
    const held = this.#held;
    if (held.blocked) return NOTHING;
    const searcher = this.#searcher;
    const matches = searcher.read(text, held.text, held.start);
    if (matches.length === 0 && searcher.stopped === undefined) {
      const until = searcher.holdFrom;
      if (held.isWholeAt(until, text)) return this.#passed(held.flow(text, until));
    }
    held.add(text);
    return this.#release(matches);
  }

  end(): GateStep {
    const held = this.#held;
    if (held.blocked) return NOTHING;
    return this.#step(this.#searcher.end(held.text, held.start), held.end);
  }

  /** Lets go what no match can reach any more. */
  #release(matches: readonly PatternMatch[]): GateStep {
    const held = this.#held;
    const { holdFrom, stopped } = this.#searcher;
    const cut = wholeCharacter(held.text, holdFrom - held.start);
    if (matches.length > 0 || stopped !== undefined) return this.#step(matches, cut + held.start);
    return this.#passed(held.flow("", cut + held.start));
  }

  #passed(text: string): GateStep {
    if (text === "") return NOTHING;
    this.#checks?.add(text);
    return { text, findings: NOTHING.findings };
  }

  #step(matches: readonly PatternMatch[], free: number): GateStep {
    const held = this.#held;
    const { text, start: origin } = held;
    for (const match of matches) {
      this.#decide(match);
      if (held.blocked) return held.step();
    }
    const { stopped, holdFrom } = this.#searcher;
    held.pass(stopped === undefined ? free : holdFrom);
    if (stopped !== undefined) held.block(stopped.start, stopped.end, TOO_LONG);
    else this.#checks?.add(text, held.start - origin);
    return held.step();
  }

  #decide({ pattern, start, end }: PatternMatch): void {
    const held = this.#held;
    if (pattern === undefined) {
      held.mask(start, end, "<REDACTED>", TOO_LONG);
      return;
    }
    const { id } = this.#program.rules[pattern] as Rule;
    const remark: Remark = { reason: `holds ${id}`, label: id };
    const action = this.#actionOf(id);
    held.pass(action === "pass" ? end : start);
    if (action === "block") held.block(start, end, remark);
    else if (action === "mask") held.mask(start, end, this.#replacement(id, held.slice(start, end)), remark);
  }

  #actionOf(id: string): Action {
    const { action = "block" } = this.#options;
    return typeof action === "string" ? action : action(id);
  }

  #replacement(id: string, value: string): string {
    const { replacement = `<${id}>` } = this.#options;
    return typeof replacement === "string" ? replacement : replacement(id, value);
  }
}

const TOO_LONG: Remark = { reason: "a possible match is longer than allowed" };
