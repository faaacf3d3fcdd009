const OPEN = "<think>";
const CLOSE = "</think>";
const ANY_TAG = /<\/?think/i;
/** A decision at the start. The answer then has no reasoning to remove, and a closing tag is part of its text. */
const DECISION = /^[\s"'“*_`#>(-]*(?:yes|no|safe|unsafe|allowed|blocked?)["'”*_`)]*\s*(?:[.,;:!?/\n—–-]|$)/i;

/** End-of-turn tokens of chat templates, which some servers leave in the text. */
const TURN_ENDS: readonly string[] = [
  "</s>",
  "<eos>",
  "<end_of_turn>",
  ...["eot_id", "eom_id", "im_end", "end", "endoftext", "end_of_text"].map((name) => `<|${name}|>`),
];

const UNCLOSED = "the answer ends inside the judge's reasoning";
const UNCLEAR = "the judge's reasoning cannot be told from its answer";

/** An answer without reasoning, or why the reasoning cannot be separated. */
export type BareAnswer = { readonly text: string } | { readonly why: string };

/** Whether an answer opens its reasoning and never closes it. */
export const endsInReasoning = (answer: string): boolean => answer.includes(OPEN) && !answer.includes(CLOSE);

/** Removes one token at a time: a pattern for a sequence of tokens would take quadratic time. */
function withoutTurnEnds(answer: string): string {
  let text = answer.trim();
  for (let mark = markOf(text); mark !== undefined; mark = markOf(text)) text = text.slice(0, -mark.length).trimEnd();
  return text;
}

const markOf = (text: string): string | undefined => TURN_ENDS.find((mark) => text.endsWith(mark));

const count = (text: string, piece: string): number => text.split(piece).length - 1;

/** Whether a text ends inside a quotation. A tag that follows is then quoted. */
function stopsInQuotes(text: string): boolean {
  if (count(text, '"') % 2 === 1 || count(text, "“") > count(text, "”")) return true;
  return count(text, "`") % 2 === 1 || /(?:^|\s)['‘«(]\s*$/.test(text);
}

/** The text after the first closing tag; undefined if that tag may be quoted. */
function behind(text: string): string | undefined {
  const end = text.indexOf(CLOSE);
  const reasoning = text.slice(text.startsWith(OPEN) ? OPEN.length : 0, end);
  if (ANY_TAG.test(reasoning) || stopsInQuotes(reasoning)) return undefined;
  return text.slice(end + CLOSE.length).trim();
}

/**
 * Removes the reasoning from an answer: leading `<think>…</think>` blocks, or one `</think>` whose opening tag was in
 * the prompt. Also removes an end-of-turn token at the end. The checked text may contain such tags, and a judge may
 * quote it. So tags in quotation marks, tags after a decision ("Yes, it says: </think> No"), and leftover tags make the
 * answer unreadable.
 */
export function withoutReasoning(answer: string): BareAnswer {
  const text = withoutTurnEnds(answer);
  if (!ANY_TAG.test(text)) return { text };
  if (endsInReasoning(text)) return { why: UNCLOSED };
  if (!text.includes(CLOSE) || (!text.startsWith(OPEN) && DECISION.test(text))) return { why: UNCLEAR };
  let rest = behind(text);
  while (rest !== undefined && text.startsWith(OPEN) && rest.startsWith(OPEN) && rest.includes(CLOSE))
    rest = behind(rest);
  return rest === undefined || ANY_TAG.test(rest) ? { why: UNCLEAR } : { text: rest };
}
