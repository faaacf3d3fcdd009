const OPEN = "<think>";
const CLOSE = "</think>";
const ANY_TAG = /<\/?think/i;
/** A decision at the very front: then the answer is there, and what looks like the end of reasoning is part of it. */
const DECISION = /^[\s"'“*_`#>(-]*(?:yes|no|safe|unsafe|allowed|blocked?)["'”*_`)]*\s*(?:[.,;:!?/\n—–-]|$)/i;

/** How templates mark the end of a turn. Some servers leave the mark in the text. */
const TURN_ENDS: readonly string[] = [
  "</s>",
  "<eos>",
  "<end_of_turn>",
  ...["eot_id", "eom_id", "im_end", "end", "endoftext", "end_of_text"].map((name) => `<|${name}|>`),
];

const UNCLOSED = "the answer ends inside the judge's reasoning";
const UNCLEAR = "the judge's reasoning cannot be told from its answer";

/** An answer without the reasoning in front of it, or why the two cannot be told apart. */
export type BareAnswer = { readonly text: string } | { readonly why: string };

/** True for an answer that opens its reasoning and never closes it. */
export const endsInReasoning = (answer: string): boolean => answer.includes(OPEN) && !answer.includes(CLOSE);

/** Mark by mark: one pattern for a row of them would read it again from each. */
function withoutTurnEnds(answer: string): string {
  let text = answer.trim();
  for (let mark = markOf(text); mark !== undefined; mark = markOf(text)) text = text.slice(0, -mark.length).trimEnd();
  return text;
}

const markOf = (text: string): string | undefined => TURN_ENDS.find((mark) => text.endsWith(mark));

const count = (text: string, piece: string): number => text.split(piece).length - 1;

/** True when a text stops inside a quotation: a tag that follows is then quoted, and ends nothing. */
function stopsInQuotes(text: string): boolean {
  if (count(text, '"') % 2 === 1 || count(text, "“") > count(text, "”")) return true;
  return count(text, "`") % 2 === 1 || /(?:^|\s)['‘«(]\s*$/.test(text);
}

/** The text behind the first closing tag; undefined when that tag may be a quotation. */
function behind(text: string): string | undefined {
  const end = text.indexOf(CLOSE);
  const reasoning = text.slice(text.startsWith(OPEN) ? OPEN.length : 0, end);
  if (ANY_TAG.test(reasoning) || stopsInQuotes(reasoning)) return undefined;
  return text.slice(end + CLOSE.length).trim();
}

/**
 * Takes the reasoning off an answer: `<think>…</think>` blocks in front of it, or one `</think>` whose opening tag stood
 * in the prompt. A text under check may hold such tags, and a judge may quote it. So tags inside quotation marks, tags
 * behind a decision ("Yes, it says: </think> No"), and tags left over make the answer unreadable. A mark of the end of a
 * turn at the very end is taken off, too.
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
