import { NEEDS_ESCAPE } from "../../json.ts";

const PAIR = String.raw`\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})`;
const ESCAPE = new RegExp(String.raw`${PAIR}|\\u([\da-f]{4})|\\[^u]`, "gi");

const unit = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

/**
 * A text of JSON without the escapes that say nothing else than the character itself would: the same value, as a reader
 * sees it who does not decode it. What of them is cut off at either end stays.
 */
export const plainEscapes = (json: string): string =>
  json.includes("\\")
    ? json.replaceAll(ESCAPE, (escape, high?: string, low?: string, single?: string) => {
        if (escape === "\\/") return "/";
        if (high !== undefined && low !== undefined) return unit(high) + unit(low);
        const character = single === undefined ? escape : unit(single);
        return NEEDS_ESCAPE.test(character) ? escape : character;
      })
    : json;
