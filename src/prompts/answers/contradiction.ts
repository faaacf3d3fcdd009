import { Polarity } from "./polarity.ts";
import { contradictsInRomance } from "./romance.ts";

/**
 * Finds what contradicts an allowing word in the explanation after it, by closed lists of words in English and in
 * languages that say "no" as English does. A contradiction makes the answer unreadable. A list that is too long
 * therefore costs a valid answer; a list that is too short may allow an answer that contradicts itself.
 */

/** The words of one kind of decision. Each is a list of alternatives for a pattern over lower-case words. */
export interface Lexicon {
  /** Words that contradict wherever they occur. */
  readonly opposite: string;
  /** Verbs that contradict unless their own clause negates them: `blocked`, `violates`. */
  readonly verdicts: string;
  /** Words that contradict unless negated, also by the start of a list: "no harmful, unsafe or inappropriate text". */
  readonly faults: string;
  /** Words that contradict if negated: "not safe". */
  readonly merits: string;
  /** Phrases that contradict unless a preceding word of their clause negates them. */
  readonly claims: string;
  /** Predicates of the checked text that contradict, likewise: "this is dangerous". */
  readonly predicates: string;
}

const TAKEN_BACK = "the answer takes its first word back";
const CONTRADICTED = "the explanation contradicts the first word";
const OPEN = "the answer is not sure";
const FOREIGN = "the explanation is in a language that is not read";

const SIGNS = /[🚫⛔❌✖✗✘🛑⚠🚨🔴👎☠]/u;
/** Letters that are not Latin, and invisible characters. Words of other scripts would not be found. */
const UNREAD = /[^\P{L}\p{Script=Latin}]|\p{Cf}/u;
const QUOTED = /"[^"\n]*"|“[^“”\n]*”|«[^«»\n]*»|`[^`\n]*`/g;
/** Joiners and variation selectors, which are parts of emoji. */
const EMOJI_PARTS = /\u200d|\ufe0f/g;

const CLAUSE = String.raw`(?:^|[.,;:!?()\n–—-]\s*|\b(?:and|but|so|or)\s+)`;
const TAKES_BACK = new RegExp(
  `${CLAUSE}(?:wait|hold on|correction|sorry|scratch that|just kidding|not (?:this|that|here))\\b|\\b(?:on second thought|i meant?|take (?:that|it) back|reconsider|(?:i|that) was wrong|my mistake|my apologies|apologi[sz]e|changed? my (?:mind|answer)|disregard (?:that|my)|ignore (?:that|my)|the opposite)\\b`,
);
const LEAVES_OPEN =
  /\b(?:maybe|perhaps|possibly|unsure|uncertain|unclear|ambiguous|borderline|depends|either way|not (?:\w+ )?(?:sure|certain|clear|confident)|hard to (?:say|tell|judge)|can not (?:tell|say|determine|decide|judge|assess|answer|be determined))\b/;
/** Imperatives at the start of a clause, and phrases by which a judge refuses to answer. */
const REFUSES = new RegExp(
  `${CLAUSE}(?:please )?(?:do not|never|stop|remove|delete|drop|refuse|reject|block|deny|filter)\\b|\\b(?:i|we) (?:can not(?! (?:see|find|identify|detect|spot)\\b)|(?:am|are) (?:not able|unable))\\b|\\b(?:should|must|can|may|shall|will|ought)(?: \\w+)? (?:not|never) (?:be )?(?:let|pass|passed|proceed|answer|answered|respond|reply|help|accept|accepted|approve|approved|permit|permitted|continue|send|sent|deliver|delivered|shown?|go through|receive|be (?:given|helped|told|served)|get (?:an?|any|the|this|what|help))\\b`,
);

/** Normalizes to lower case, one kind of apostrophe, and `not` as a separate word. */
const normalize = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[’ʼ`´]/g, "'")
    .replaceAll(/[^\S\n]+|_/g, " ")
    .replaceAll(/ ?\n[ \n]*/g, "\n")
    .replaceAll(/\bcannot\b|\bcan'?t\b/g, "can not")
    .replaceAll(/\bwon't\b/g, "will not")
    .replaceAll(/\b(do|does|did|is|are|was|were|should|would|could|must|need|has|have|had)n'?t\b/g, "$1 not")
    .replaceAll(
      /\b(?:no|without|any) (?:doubt|question)\b|\bnot (?:only|just|merely|simply)\b|\bhow (?:to|(?:do|can|should) (?:i|we|you)) \w+/g,
      "",
    )
    .replaceAll(/\bfar from\b|\banything but\b/g, "not");

const WORD = /[\p{L}\p{N}]+(?:'\p{L}+)*|[.,;:!?()\n]|[–—]|(?<=\s)-+(?=\s)/gu;

const whole = (words: string): RegExp => new RegExp(`^(?:${words})$`);

function statesOpposite(text: string, { verdicts, faults, merits }: Lexicon): boolean {
  const [isVerdict, isFault, isMerit] = [whole(verdicts), whole(faults), whole(merits)];
  const polarity = new Polarity();
  for (const [word] of text.matchAll(WORD)) {
    polarity.read(word);
    if (isVerdict.test(word) && !polarity.own) return true;
    if (isFault.test(word) && !polarity.any) return true;
    if (isMerit.test(word) && polarity.own) return true;
  }
  return false;
}

/** Characters that a negation may precede its phrase by. */
const LOOK_BACK = 200;
const SUBJECT = "(?:it|this|that|(?:the|this)(?: (?:user|bot|assistant|ai|model)(?:'s)?)? \\w+)";

const CLAUSE_NEGATED = /\b(?:not|no|never|nothing|none|nobody|neither|nor|without|unlikely)\b[^.,;:!?()\n–—]*$/;

function claims(text: string, lexicon: Lexicon): boolean {
  const predicate = `${SUBJECT} (?:is|are|seems|looks|appears)(?: to be)?(?: (?!not|never|neither|hardly)\\w+)? (?:${lexicon.predicates})`;
  const found = text.matchAll(new RegExp(`\\b(?:${lexicon.claims}|${predicate})\\b`, "g"));
  return Array.from(found).some(({ index }) => !CLAUSE_NEGATED.test(text.slice(Math.max(0, index - LOOK_BACK), index)));
}

/** Whether a text retracts a decision: "wait", "on second thought". */
export const takesBack = (text: string): boolean => TAKES_BACK.test(normalize(text));

/** Why an explanation contradicts the allowing word before it; undefined if it does not. */
export function contradicts(explanation: string, lexicon: Lexicon): string | undefined {
  const visible = explanation.replaceAll(EMOJI_PARTS, "");
  if (UNREAD.test(visible.replaceAll(QUOTED, ""))) return FOREIGN;
  if (SIGNS.test(visible)) return CONTRADICTED;
  const text = normalize(visible);
  if (TAKES_BACK.test(text)) return TAKEN_BACK;
  if (LEAVES_OPEN.test(text)) return OPEN;
  const isOpposite = new RegExp(`\\b(?:${lexicon.opposite})\\b`).test(text) || REFUSES.test(text);
  const isContradicted =
    isOpposite || claims(text, lexicon) || statesOpposite(text, lexicon) || contradictsInRomance(text);
  return isContradicted ? CONTRADICTED : undefined;
}
