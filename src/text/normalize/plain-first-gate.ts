import { HeldText } from "../held-text.ts";
import type { RuleGate } from "../patterns/rule-gate.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import { characterOf } from "./character.ts";
import { FoldNormalizer } from "./fold-normalizer.ts";
import { MergedGates } from "./merged-gates.ts";
import { NormalizingGate } from "./normalizing-gate.ts";
import { ASCII, CONTROL, hasLetter } from "./plain-text.ts";
import type { Script } from "./script-run.ts";

/** A gate over the text as it is and another over the folded text. */
interface Both {
  readonly gate: MergedGates;
  readonly folded: RuleGate;
  readonly normalizer: FoldNormalizer;
}

/**
 * A gate over a text as it is and over the same text folded, for the same rules. Plain ASCII folds to itself, and a
 * sign such as ’ to one that most rules do not distinguish from it, so such text is read only once. The second gate is
 * a copy of the first, created before the first character that rules may distinguish from its folded form, and dropped
 * when both are equivalent again. The result is the same as merging both gates from the start.
 */
export class PlainFirstGate implements TextGate {
  readonly #exact: RuleGate;
  #both: Both | undefined;
  #offset = 0;
  #script: Script = "none";
  /** The last code unit. */
  #last = 0;
  /** Code units since the last one that was not plain. */
  #plain = 0;
  #blocked = false;

  constructor(exact: RuleGate) {
    this.#exact = exact;
  }

  feed(text: string): GateStep {
    if (this.#blocked) return NOTHING;
    const isFoldedAlike = this.#isFoldedAlike(text);
    if (this.#both === undefined && isFoldedAlike) return this.#feedExact(text);
    this.#both ??= this.#copied(this.#exact.held);
    const step = this.#both.gate.feed(text);
    this.#note(text, isFoldedAlike);
    this.#blocked = isBlocked(step);
    if (!this.#blocked) this.#join(this.#both);
    return step;
  }

  end(): GateStep {
    if (this.#blocked) return NOTHING;
    return (this.#both?.gate ?? this.#exact).end();
  }

  #isFoldedAlike(text: string): boolean {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 128 ? ASCII[unit] === CONTROL : !this.#isAlike(unit)) return false;
    }
    return true;
  }

  /** Whether a non-ASCII sign folds to itself, or to one that the rules do not distinguish from it. */
  #isAlike(unit: number): boolean {
    const { kind, text } = characterOf(unit);
    return kind === "other" && text.length === 1 && !isHalf(unit) && this.#exact.readsAlike(unit, text.charCodeAt(0));
  }

  #feedExact(text: string): GateStep {
    const held = this.#exact.heldText;
    const start = this.#offset - held.length;
    const step = this.#exact.feed(text);
    this.#note(text, true);
    if (this.#script !== "latin" && hasLetter(text)) this.#script = "latin";
    this.#blocked = isBlocked(step);
    const mask = step.findings.at(-1);
    if (mask === undefined || this.#blocked || mask.end < this.#offset) return step;
    // A combining mark may follow, which a mask of the folded text includes.
    const source = (held + text).slice(mask.start - start);
    this.#both = this.#copied(HeldText.from(source, mask.start, mask.at), step);
    return {
      text: step.text.slice(0, step.text.length - mask.replacement.length),
      findings: step.findings.slice(0, -1),
    };
  }

  /** @param step - the last mask of it is over all that is held. */
  #copied(held: HeldText, step?: GateStep): Both {
    const mask = step?.findings.at(-1);
    const folded = this.#exact.copy();
    const normalizer = new FoldNormalizer();
    normalizer.startAfter(this.#offset, this.#script, this.#last);
    const gates = [this.#exact, new NormalizingGate(normalizer, folded, held.copy(), mask)];
    return { gate: new MergedGates(gates, held, mask), folded, normalizer };
  }

  #note(text: string, isFoldedAlike: boolean): void {
    if (text === "") return;
    this.#plain = isFoldedAlike ? this.#plain + text.length : 0;
    this.#offset += text.length;
    this.#last = text.charCodeAt(text.length - 1);
  }

  /** Drops the second gate when both are equivalent. */
  #join({ gate, folded, normalizer }: Both): void {
    const holdsTheSame = gate.held.text === this.#exact.heldText && normalizer.isAtRest;
    if (!holdsTheSame || !this.#exact.isEquivalentTo(folded, this.#plain)) return;
    this.#script = normalizer.script;
    this.#exact.goOnFrom(gate.held);
    this.#both = undefined;
  }
}

const isBlocked = ({ findings }: GateStep): boolean => findings.at(-1)?.action === "block";

/** Whether a code unit is half of a surrogate pair. */
const isHalf = (unit: number): boolean => (unit & 0xf800) === 0xd800;
