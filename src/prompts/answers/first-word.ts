import type { ParsedVerdict } from "../judge-answers.ts";
import { ALLOWED, blocked, parseViolations, unreadable } from "../judge-answers.ts";
import type { Lexicon } from "./contradiction.ts";
import { contradicts, takesBack } from "./contradiction.ts";
import { withoutReasoning } from "./reasoning.ts";

/** The meaning of a judge's words. All patterns are for lower case. */
export interface AnswerGrammar {
  /** The words that allow or block at the start of an answer, as alternatives of a pattern. */
  readonly allow: string;
  readonly block: string;
  /** What an explanation after an allowing word must not say. */
  readonly lexicon: Lexicon;
  /** Match a whole JSON answer that allows, or that blocks. */
  readonly allowJson: RegExp;
  readonly blockJson: RegExp;
}

const MAX_ALLOWING_LENGTH = 8_000;

/** Characters around a word: quotation marks, Markdown, bullets, parentheses. */
const FRAME = "[\\s\"'“”‘’«»„*_`#>(\\[•–—-]*";
const LABEL = `(?:(?:final )?(?:answer|verdict|decision|assistant|response|result|output|conclusion)[*_"'\`]*(?::|\\n)${FRAME})?`;
/** What may follow the word: the end, a break (but not "No. 1"), or the start of a statement about the text. */
const BREAK =
  "[\"'”’“«»*_`)\\]]*(?:\\s*$|\\s*[.,;:!…—–]+(?!\\s*\\d)(?!\\?)|\\s*\\n|\\s+[-(\\p{Extended_Pictographic}]|\\s+(?:it|this|that|the|there|because|since|as)\\b)";

const opening = (words: string, end: string): RegExp => new RegExp(`^${FRAME}${LABEL}(?:${words})(?=${end})`, "iu");

/** The content of a tag if the whole answer is one. */
const withoutTag = (text: string): string =>
  /^<(answer|verdict|decision|result|output|response)>([^<>]*)<\/\1>$/i.exec(text)?.[2]?.trim() ?? text;

/** The content of a Markdown code block if the whole answer is one. */
export const withoutFence = (text: string): string => /^```\w{0,10}\n([^]*)\n```$/.exec(text)?.[1]?.trim() ?? text;

/** Categories of Llama Guard after a `safe`. */
const CODES = /^\W*S\d{1,2}\b/i;
const NAMES_CODES = "the answer allows and names violations";
const NO_DECISION = "the answer does not begin with a decision";
const TOO_LONG = `the answer is longer than ${MAX_ALLOWING_LENGTH} characters`;

/**
 * Reads an answer by its first word, as NeMo Guardrails does, and the rest for what takes it back.
 *
 * The first word decides. Before it may stand reasoning, a label (`Answer:`), quotation marks and Markdown. An answer
 * is a block when it begins with a blocking word and does not take it back. It allows when it begins with an allowing
 * word, a break or a statement ("No. …", "No, …", "No, it …") follows, and nothing in the explanation contradicts it
 * (see `contradiction.ts`), takes it back or leaves it open. Everything else cannot be read, and does not allow: no
 * decision in front, two decisions, a question, more than 8,000 characters. A JSON object of one known key
 * (`{"blocked": false}`) is a decision too.
 */
export function readAnswer(answer: string, grammar: AnswerGrammar): ParsedVerdict {
  const bare = withoutReasoning(answer);
  if ("why" in bare) return unreadable(bare.why);
  if (bare.text === "") return unreadable("the answer is empty");
  const whole = withoutTag(withoutFence(bare.text));
  if (grammar.allowJson.test(whole)) return ALLOWED;
  if (grammar.blockJson.test(whole)) return blocked();
  const allow = opening(grammar.allow, BREAK).exec(whole);
  if (allow !== null) return readAllowing(whole.slice(allow[0].length), grammar);
  const block = opening(grammar.block, "\\b").exec(whole);
  return block === null ? unreadable(NO_DECISION) : readBlocking(whole, whole.slice(block[0].length), grammar);
}

function readAllowing(rest: string, { lexicon }: AnswerGrammar): ParsedVerdict {
  if (rest.length > MAX_ALLOWING_LENGTH) return unreadable(TOO_LONG);
  const why = CODES.test(rest) ? NAMES_CODES : contradicts(rest, lexicon);
  return why === undefined ? ALLOWED : unreadable(why);
}

const OWN_CLAUSES = /[.,;:!?/\n–—-]+/;
const BLOCKING_CLAUSES = 50;

/** A block is valid unless a clause says only the opposite ("Yes, safe", "Yes. No."), or the answer retracts it. */
function readBlocking(whole: string, rest: string, { allow }: AnswerGrammar): ParsedVerdict {
  const opposite = new RegExp(`^${FRAME}(?:not|${allow})[\\s"'”’*_\`)\\]]*$`, "i");
  const near = rest.slice(0, MAX_ALLOWING_LENGTH);
  const isUndone =
    /^\W*(?:or )?(?:no|not|safe|allowed)\b/i.test(near) ||
    near.split(OWN_CLAUSES, BLOCKING_CLAUSES).some((clause) => opposite.test(clause));
  return isUndone || takesBack(near)
    ? unreadable("the answer takes its first word back")
    : blocked(violationsIn(whole));
}

/** The violations after `unsafe`: codes on the same line, text after a colon, or the next lines. */
function violationsIn(text: string): readonly string[] {
  const rest = /^\W{0,8}unsafe\b[*_"'`.]{0,4}([^]*)$/i.exec(text)?.[1];
  return rest === undefined ? [] : parseViolations(rest.replace(/^[\s:,;-]+/, ""));
}
