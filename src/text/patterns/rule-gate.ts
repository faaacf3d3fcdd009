import { HeldText, type Remark } from "../held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import type { RuleProgram } from "./compile-rules.ts";
import { RuleChecks } from "./rule-checks.ts";
import { BEFORE_LENGTH, type Rule } from "./rule.ts";
import type { PatternMatch } from "./search/candidates.ts";
import { PatternSearcher } from "./search/pattern-searcher.ts";
import { wholeCharacter } from "./whole-characters.ts";

/** `pass`: the value is released unchanged, and nothing inside it is found. */
type Action = "block" | "mask" | "pass";

/** What happens to the values that rules find. */
export interface RuleGateOptions {
  /** What happens to a value, for all rules or by the id of the rule. Default `block`. */
  readonly action?: Action | ((id: string) => Action);
  /** Replaces a masked value. Default: the rule's id in angle brackets. */
  readonly replacement?: string | ((id: string, value: string) => string);
  /**
   * The most code units a value may span. No more is held back, except half a character at either end. Default 1000.
   */
  readonly maxMatchLength?: number;
  /**
   * What happens when a possible value grows longer than that. `release` (default): it is released, and only shorter
   * values are found. `block`: the text ends. `mask`: it is masked up to the limit.
   */
  readonly onOverflow?: "block" | "mask" | "release";
}

/**
 * Blocks or masks what rules find. Holds back exactly what may still become a value, and the text after it until the
 * rule's check is done. Other text is not delayed.
 *
 * @example
 * const program = compileRules([{ id: "KEY", pattern: "sk-[a-z]{4}" }]);
 * const gate = new RuleGate(program, { action: "mask" });
 * gate.feed("sk-abcd.").text; // "<KEY>."
 */
export class RuleGate implements TextGate {
  readonly onlyBlocks: boolean;
  readonly #program: RuleProgram;
  readonly #options: RuleGateOptions;
  readonly #searcher: PatternSearcher;
  #held: HeldText = new HeldText();
  readonly #checks: RuleChecks | undefined;

  constructor(program: RuleProgram, options: RuleGateOptions = {}) {
    this.#program = program;
    this.#options = options;
    this.#checks = program.hasChecks ? new RuleChecks(program.rules) : undefined;
    const { action = "block", maxMatchLength: maxLength = 1_000, onOverflow = "release" } = options;
    this.onlyBlocks = action === "block" && onOverflow !== "mask";
    this.#searcher = new PatternSearcher(program, { maxLength, onOverflow, stopAtFirst: false }, this.#checks);
  }

  /** Another gate that has read the same text so far. */
  copy(): RuleGate {
    const copy = new RuleGate(this.#program, this.#options);
    copy.#searcher.copyFrom(this.#searcher);
    copy.#held = this.#held.copy();
    if (this.#checks !== undefined) copy.#checks?.copyFrom(this.#checks);
    return copy;
  }

  /** Continues with the held text, and the delivered offset, of another gate. */
  goOnFrom(held: HeldText): void {
    this.#held = held.copy();
  }

  /** A copy of the held text. */
  get held(): HeldText {
    return this.#held.copy();
  }

  get heldText(): string {
    return this.#held.text;
  }

  /**
   * Whether another gate with the same rules holds the same text and will find the same from now on.
   *
   * @param alike - how many of the last code units were the same for both.
   */
  isEquivalentTo(other: RuleGate, alike: number): boolean {
    const known = this.heldText.length + (this.#checks === undefined ? 1 : BEFORE_LENGTH);
    return alike >= known && this.heldText === other.heldText && this.#searcher.isEquivalentTo(other.#searcher);
  }

  /** Whether replacing one character by another, both of one code unit, changes nothing that is found. */
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

  /** Releases the text that can no longer be part of a match. */
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
