/** The kinds of hidden characters, as findings name them. */
export type Trick = "INVISIBLE" | "BIDI_CONTROL" | "TAG" | "VARIATION_SELECTOR" | "COMBINING_RUN";

/** The context of a character. */
export interface Neighbours {
  /** The previous character, even if it was removed; empty at the start. */
  readonly before: string;
  /** The next character; empty at the end. */
  readonly after: string;
  /** Whether there is a right-to-left letter close before it. */
  readonly isNearRightToLeft: boolean;
}

const HIDDEN = /^(?![\t-\r\u0085])[\p{Cc}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]$/u;
const BIDI = /^[\u202a-\u202e\u2066-\u2069]$/;
const DIRECTION_MARK = /^[\u200e\u200f\u061c]$/;
const TAG = /^[\u{e0000}-\u{e007f}]$/u;
const SELECTOR = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
const EMOJI_STYLE = /^[\ufe0e\ufe0f]$/;
const IDEOGRAPHIC_SELECTOR = /^[\u{e0100}-\u{e01ef}]$/u;
/** Variation selectors and the separator of a final vowel. */
const MONGOLIAN_SELECTOR = /^[\u180b-\u180f]$/;
/** Fillers for missing parts of Korean syllables. */
const FILLER = /^[\u115f\u1160]$/;

const JAMO = /^[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]$/;
const PICTOGRAPH = /^\p{Extended_Pictographic}$/u;
const JOINS_BEFORE = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const EMOJI_BASE = /^[\p{Emoji}\p{S}\u203c\u2049\u3030\u303d]$/u;
/** Scripts in which joiners select the form of letters. */
const JOINING =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}\u0640\u064b-\u0655]$/u;
/** Scripts in which zero-width spaces mark line breaks. */
const UNSPACED =
  /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
export const RIGHT_TO_LEFT: RegExp =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]$/u;

/** Marks that combine with any letter. Long runs of them cover other lines. */
export const FREE_MARK: RegExp = /^(?=\p{M})[\p{Script=Inherited}\p{Script=Cyrillic}]$/u;

/** Whether it depends on its neighbours if an invisible character is legitimate. */
export const needsNeighbours = (character: string): boolean =>
  HIDDEN.test(character) && !BIDI.test(character) && !TAG.test(character) && !SELECTOR.test(character);

const isSelectorMeant = (character: string, before: string): boolean => {
  if (EMOJI_STYLE.test(character)) return EMOJI_BASE.test(before);
  if (IDEOGRAPHIC_SELECTOR.test(character)) return /^\p{Script=Han}$/u.test(before);
  return /^(?![\0-\u007f])[\p{L}\p{S}\p{P}]$/u.test(before);
};

const isHiddenMeant = (character: string, { before, after, isNearRightToLeft }: Neighbours): boolean => {
  if (character === "\u200d" && JOINS_BEFORE.test(before) && PICTOGRAPH.test(after)) return true;
  if (character === "\u200c" || character === "\u200d") return JOINING.test(before);
  if (character === "\u200b") return UNSPACED.test(before) || UNSPACED.test(after);
  if (character === "\ufeff") return before === "";
  if (DIRECTION_MARK.test(character)) return isNearRightToLeft || RIGHT_TO_LEFT.test(after);
  if (MONGOLIAN_SELECTOR.test(character)) return /^\p{Script=Mongolian}$/u.test(before);
  return FILLER.test(character) && (JAMO.test(before) || JAMO.test(after)) && !HIDDEN.test(before);
};

/** The kind of a hidden character; undefined if it is visible or legitimate. Marks and flags are handled elsewhere. */
export const trickOf = (character: string, around: Neighbours): Trick | undefined => {
  if (!HIDDEN.test(character)) return undefined;
  if (BIDI.test(character)) return "BIDI_CONTROL";
  if (TAG.test(character)) return "TAG";
  if (SELECTOR.test(character)) return isSelectorMeant(character, around.before) ? undefined : "VARIATION_SELECTOR";
  return isHiddenMeant(character, around) ? undefined : "INVISIBLE";
};
