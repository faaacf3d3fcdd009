import { NEEDS_ESCAPE } from "../../json.ts";

const PAIR = String.raw`\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})`;
const ESCAPE = new RegExp(String.raw`${PAIR}|\\u([\da-f]{4})|\\[^u]`, "gi");

const unit = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

/**
 * A JSON text without unnecessary escapes: the same value, for readers that do not decode it. Escapes that are cut off
 * at either end remain.
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
