import { parseJson } from "../../json.ts";
import type { EventFrame } from "../sse/event-template.ts";

/** The fields of a chunk that are checked before its frame is learned. */
interface TextChunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: unknown } }[];
}

const KEY = '"content":';
const PROBE = "\u2402probe";

/**
 * The JSON before and after the text of a chunk, if it can be proved that the rest does not change when the text does.
 */
export const deltaFrame = (data: string, text: string): EventFrame | undefined => {
  const literal = JSON.stringify(text);
  const at = data.indexOf(KEY + literal);
  const spaced = at < 0 ? data.indexOf(`${KEY} ${literal}`) : at;
  if (spaced < 0) return undefined;
  const from = spaced + KEY.length + (at < 0 ? 1 : 0);
  const frame = { before: data.slice(0, from), behind: data.slice(from + literal.length) };
  return isProved(frame) ? frame : undefined;
};

/** Whether another text between them parses as the text of the delta. */
const isProved = ({ before, behind }: EventFrame): boolean => {
  const probe = parseJson(before + JSON.stringify(PROBE) + behind) as TextChunk | undefined;
  return probe?.choices?.[0]?.delta?.content === PROBE;
};
