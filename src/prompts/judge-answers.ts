/** What a judge's answer means. */
export interface ParsedVerdict {
  /** True only when the answer clearly allows. Whatever is unclear does not. */
  readonly allowed: boolean;
  /** Codes or categories the judge named, at most 32. */
  readonly violations: readonly string[];
  /** False when the answer could not be read and is a block only because that is the safe reading. */
  readonly recognised: boolean;
}

export const ALLOWED: ParsedVerdict = Object.freeze({ allowed: true, violations: [], recognised: true });
export const UNREADABLE: ParsedVerdict = Object.freeze({ allowed: false, violations: [], recognised: false });

export const blocked = (violations: readonly string[] = []): ParsedVerdict => ({
  allowed: false,
  violations,
  recognised: true,
});

const MAX_ALLOWING_LENGTH = 200;
const MAX_VIOLATIONS = 32;
const MAX_VIOLATION_LENGTH = 64;

const OPEN = "<think>";
const CLOSE = "</think>";

/** The answer behind the reasoning in front of it, trimmed; undefined when a `<think>` or `</think>` is left over. */
export function withoutReasoning(answer: string): string | undefined {
  let text = answer.trim();
  while (text.startsWith(OPEN) && text.includes(CLOSE)) text = text.slice(text.indexOf(CLOSE) + CLOSE.length).trim();
  return /<\/?think/i.test(text) ? undefined : text;
}

/** The inside of a Markdown code block, when the whole answer is one. */
export const withoutFence = (text: string): string => /^```\w{0,10}\n([^]*)\n```$/.exec(text)?.[1]?.trim() ?? text;

const splitList = (text: string): readonly string[] => {
  const items = text.split(/[,;\n]/).map((item) => item.trim().replaceAll(/^[*"'`[]+|[.*"'`\]]+$/g, ""));
  const isCodes = items.every((item) => item.split(/\s+/).every((word) => /^(?:[A-Z]{1,3}\d{1,3})?$/i.test(word)));
  return isCodes ? items.flatMap((item) => item.split(/\s+/)) : items;
};

/** The entries of a list such as `S1, S8` or `Violence; Hate Speech`, bounded in number and length. */
export function parseViolations(text: string): readonly string[] {
  return splitList(text.slice(0, 4 * MAX_VIOLATIONS * MAX_VIOLATION_LENGTH))
    .map((item) => item.slice(0, MAX_VIOLATION_LENGTH))
    .filter((item) => item !== "")
    .slice(0, MAX_VIOLATIONS);
}

/** Which words of a judge mean what. */
export interface AnswerGrammar {
  /** Matches the words of an allowing answer, lower case, one space between them, from first to last. */
  readonly allow: RegExp;
  /** Matches the first words of a blocking answer. */
  readonly block: RegExp;
  /** Matches a whole JSON answer that allows, or that blocks. */
  readonly allowJson: RegExp;
  readonly blockJson: RegExp;
}

const TEXT_UNDER_CHECK =
  "(?:it|this|(?:the|this)(?: (?:user|bot|assistant|ai|model)(?: s)?)? (?:message|text|input|output|response|reply|answer|request))";
const POLICY = "(?:the|any|all|our)(?: company)? (?:policy|policies|rules|guidelines)";
const IS_FINE = `(?:(?:should not|must not|need not|shouldn t) be blocked|does not need to be blocked|(?:does not|doesn t) violate ${POLICY}|complies with ${POLICY}|is (?:safe|allowed|acceptable|appropriate|harmless))`;

/** Yes means block. */
export const YES_BLOCKS: AnswerGrammar = {
  allow: new RegExp(`^(?:answer )?(?:no|safe|allowed)(?: ${TEXT_UNDER_CHECK} ${IS_FINE})?$`),
  block: /^(?:answer )?(?:yes|unsafe|block|blocked|not safe|not allowed)(?! (?:no|not|safe|allowed)\b)\b/,
  allowJson: /^\{\s*(?:"blocked"\s*:\s*false|"(?:allowed|safe)"\s*:\s*true)\s*\}$/,
  blockJson: /^\{\s*(?:"blocked"\s*:\s*true|"(?:allowed|safe)"\s*:\s*false)\s*\}$/,
};

const CLAIM = "(?:it|this|(?:the|this) (?:answer|response|statement|hypothesis|claim|text))";
const IS_TRUE =
  "is (?:fully |factually )?(?:supported|entailed|grounded|accurate|correct)(?: by the (?:evidence|context))?";

/** Yes means the text is supported, as when facts are checked. */
export const YES_ALLOWS: AnswerGrammar = {
  allow: new RegExp(`^(?:answer )?yes(?: ${CLAIM} ${IS_TRUE})?$`),
  block: /^(?:answer )?no(?! (?:no|not|yes)\b)\b/,
  allowJson: /^\{\s*(?:"blocked"\s*:\s*false|"(?:allowed|accurate|supported)"\s*:\s*true)\s*\}$/,
  blockJson: /^\{\s*(?:"blocked"\s*:\s*true|"(?:allowed|accurate|supported)"\s*:\s*false)\s*\}$/,
};

/** Words, spaces, quotes, Markdown and the punctuation of a statement: a question mark or a slash is doubt. */
const PLAIN = /^[\p{L}\p{N}\s"'`“”‘’*_#>.,;:!()[\]-]*$/u;

const wordsOf = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

/**
 * Reads a judge's answer; anything that is not clearly an "allow" blocks.
 *
 * An answer allows when it is, in whole, an allowing word (`No`, `**safe**.`, `Answer: no`), that word and one of a few
 * closed sentences ("No, it should not be blocked."), or a JSON object of one known key (`{"blocked": false}`). It must
 * have at most 200 characters, of plain text. Free reasons never allow, since no list of words tells "No, this is fine"
 * from "No, refuse this". It is a recognised block when it begins with a blocking word that the next does not contradict.
 */
export function readAnswer(answer: string, grammar: AnswerGrammar): ParsedVerdict {
  const text = withoutReasoning(answer);
  if (text === undefined) return UNREADABLE;
  const whole = withoutFence(text);
  if (grammar.allowJson.test(whole)) return ALLOWED;
  if (grammar.blockJson.test(whole)) return blocked();
  if (text.length <= MAX_ALLOWING_LENGTH && PLAIN.test(text) && grammar.allow.test(wordsOf(text))) return ALLOWED;
  if (whole.startsWith("{") || !grammar.block.test(wordsOf(text.slice(0, MAX_ALLOWING_LENGTH)))) return UNREADABLE;
  return blocked(violationsIn(text));
}

/** What follows `unsafe`: on the same line as codes or behind a colon, or on the next lines. */
function violationsIn(text: string): readonly string[] {
  const rest = /^\W{0,8}unsafe\b[*_"'`.]{0,4}([^]*)$/i.exec(text)?.[1];
  return rest === undefined ? [] : parseViolations(rest.replace(/^[\s:,;-]+/, ""));
}
