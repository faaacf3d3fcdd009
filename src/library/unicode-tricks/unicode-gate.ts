import { HeldText } from "../../text/held-text.ts";
import { type Following, type GateStep, NOTHING, passing, type TextGate } from "../../text/text-gate.ts";
import { FREE_MARK, needsNeighbours, RIGHT_TO_LEFT, type Trick, trickOf } from "./characters.ts";
import { flagAt } from "./flags.ts";

export interface UnicodeGateOptions {
  readonly action: "block" | "strip" | "show";
  readonly maxMarks: number;
}

/** Characters after a right-to-left letter within which directional marks are legitimate. */
const NEAR = 32;

const isPlain = (text: string): boolean => /^[\t\n\r -~]*$/.test(text);

/** Writes a code point as `[U+200B]`, which has no meaning in Markdown or HTML. */
const shown = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

const REASONS: Readonly<Record<Trick, string>> = {
  INVISIBLE: "holds an invisible character",
  BIDI_CONTROL: "holds a control of the direction of writing",
  TAG: "holds a hidden tag",
  VARIATION_SELECTOR: "holds a variation selector without use",
  COMBINING_RUN: "holds a letter with too many marks",
};

/**
 * Finds characters that readers do not see but models read. Emoji sequences, flags, joiners of Arabic and Indic
 * scripts, and line breaks of scripts without spaces are legitimate. Holds back half a surrogate pair, an invisible
 * character until the next one arrives, and an incomplete flag: at most 14 code units.
 */
export class UnicodeGate implements TextGate {
  readonly #options: UnicodeGateOptions;
  readonly #held: HeldText = new HeldText();
  #before = "";
  #marks = 0;
  /** Characters since the last right-to-left letter. */
  #sinceRightToLeft = NEAR;

  constructor(options: UnicodeGateOptions) {
    this.#options = options;
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    if (text !== "" && this.#held.text === "" && isPlain(text)) return this.#passPlain(text);
    this.#held.add(text);
    return this.#read("more");
  }

  end(): GateStep {
    return this.#held.blocked ? NOTHING : this.#read("end");
  }

  #passPlain(text: string): GateStep {
    this.#held.skip(text.length);
    this.#before = text.at(-1) ?? "";
    this.#marks = 0;
    this.#sinceRightToLeft = Math.min(NEAR, this.#sinceRightToLeft + text.length);
    return passing(text);
  }

  #read(following: Following): GateStep {
    const isLast = following === "end";
    const held = this.#held;
    const { text, start } = held;
    for (let at = 0; at < text.length && !held.blocked;) {
      const length = this.#lengthAt(text, at, isLast);
      if (length === 0) break;
      this.#character(text.slice(at, at + length), start + at, charAt(text, at + length));
      at += length;
    }
    return held.step();
  }

  /** Code units that can be decided at an offset; 0 if they depend on further text. */
  #lengthAt(text: string, at: number, isLast: boolean): number {
    const flag = flagAt(text, at, isLast);
    if (flag === "open") return 0;
    if (flag > 0) return flag;
    const character = charAt(text, at);
    const next = at + character.length;
    const isOpen = isOpenAt(text, at) || (needsNeighbours(character) && (next === text.length || isOpenAt(text, next)));
    return isOpen && !isLast ? 0 : character.length;
  }

  #character(character: string, start: number, after: string): void {
    const trick = this.#trick(character, after);
    const end = start + character.length;
    if (trick === undefined) this.#held.pass(end);
    else this.#found(trick, character, start, end);
    this.#before = charAt(character, 0);
    this.#sinceRightToLeft = RIGHT_TO_LEFT.test(character) ? 0 : Math.min(NEAR, this.#sinceRightToLeft + 1);
  }

  #trick(character: string, after: string): Trick | undefined {
    if (FREE_MARK.test(character) && trickOf(character, this.#around(after)) === undefined) {
      return ++this.#marks > this.#options.maxMarks ? "COMBINING_RUN" : undefined;
    }
    // Tags of a flag were handled before.
    const trick = charAt(character, 0) === character ? trickOf(character, this.#around(after)) : undefined;
    if (trick === undefined) this.#marks = 0;
    return trick;
  }

  #around(after: string): { before: string; after: string; isNearRightToLeft: boolean } {
    return { before: this.#before, after, isNearRightToLeft: this.#sinceRightToLeft < NEAR };
  }

  #found(trick: Trick, character: string, start: number, end: number): void {
    const { action } = this.#options;
    const remark = { reason: REASONS[trick], label: trick };
    this.#held.pass(start);
    if (action === "block") this.#held.block(start, end, remark);
    else this.#held.mask(start, end, action === "show" ? shown(character) : "", remark);
  }
}

const charAt = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
};

/** Whether there is half a surrogate pair at an offset whose other half may follow. */
const isOpenAt = (text: string, at: number): boolean =>
  at === text.length - 1 && (text.charCodeAt(at) & 0xfc00) === 0xd800;
