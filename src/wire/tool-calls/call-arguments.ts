import { isRecord, parseJson } from "../../json.ts";
import { JsonPrefix } from "../../text/views/json-prefix.ts";
import { JsonEnd } from "./json-end.ts";

/** Characters that are remembered, to recognize repetitions. */
const MAX_REMEMBERED = 65_536;

/** What some providers send before the arguments, and others for none. */
export const EMPTY_ARGUMENTS = "{}";

/**
 * The arguments of one tool call as they arrive, reduced to one JSON object. Providers send them twice, or cumulatively
 * with every delta; with prose or a code fence around them; or encoded as a string once more. Arguments that do not
 * start as an object are held until they are complete. If they contain no object, they are passed as they are.
 */
export class CallArguments {
  #end = new JsonEnd();
  /** The first part of the arguments. */
  #text = "";
  #length = 0;
  /** What has not been released yet, and what came after the object. */
  #held = "";
  #behind = "";
  /** Whether only white space has arrived. */
  #isBlank = true;
  /** Whether they start as an object. */
  #isObject = false;
  #hasAllSoFar = false;
  #isOver = false;

  get isEmpty(): boolean {
    return this.#isBlank;
  }

  get isWhole(): boolean {
    return this.#end.reached;
  }

  /** Whether they are certainly more than a placeholder, and an object so far. */
  get isSure(): boolean {
    return this.#isPlain && this.#held !== "" && this.#held !== EMPTY_ARGUMENTS;
  }

  /** Whether they are only an empty object, which may stand for no arguments. */
  get isPlaceholder(): boolean {
    return this.#text === EMPTY_ARGUMENTS;
  }

  get held(): number {
    return this.#held.length + this.#behind.length;
  }

  get #isPlain(): boolean {
    return this.#isOver || this.#isObject;
  }

  repeats(text: string): boolean {
    return this.#text.slice(0, MAX_REMEMBERED) === text.slice(0, MAX_REMEMBERED);
  }

  add(text: string): void {
    if (text === "" || (text === "null" && this.isEmpty)) return;
    const piece = this.#newIn(text);
    const end = this.#end.feed(piece);
    const value = piece.slice(0, end);
    this.#begin(value);
    this.#behind += piece.slice(end);
    if (this.#text.length < MAX_REMEMBERED) this.#text += value;
    this.#length += value.length;
    this.#held += value;
  }

  /** Drops what arrived, because it was a placeholder. */
  clear(): void {
    this.#end = new JsonEnd();
    this.#text = this.#held = "";
    this.#length = 0;
    this.#isBlank = true;
    this.#isObject = false;
  }

  /** What can be released now. */
  take(): string {
    if (!this.#isPlain) return "";
    const text = this.#held;
    this.#held = "";
    return text;
  }

  /** Nothing more will arrive. */
  end(): void {
    if (this.#isPlain) this.#held += this.#isNoise(this.#behind) ? "" : this.#behind;
    else this.#held = objectIn(this.#held + this.#behind);
    this.#behind = "";
    this.#isOver = true;
  }

  /** Looks at each piece once: the first character decides. */
  #begin(value: string): void {
    const begun = this.#isBlank ? value.trimStart() : "";
    if (begun === "") return;
    this.#isBlank = false;
    this.#isObject = begun.startsWith("{");
  }

  /**
   * The new part of a piece. If pieces are cumulative, which shows when concatenating them is not JSON, only the rest
   * is new.
   */
  #newIn(text: string): string {
    const isLonger = text.length >= this.#length && !this.isEmpty && text.startsWith(this.#text);
    if (!isLonger) return text;
    const isKnown = this.#length === this.#text.length && !this.isWhole;
    this.#hasAllSoFar ||= isKnown && !isBroken(text) && isBroken(this.#text + text);
    return this.#hasAllSoFar ? text.slice(this.#length) : text;
  }

  /** Whether text after the object is a repetition, or is not JSON. */
  #isNoise(behind: string): boolean {
    const others = this.#length > MAX_REMEMBERED ? behind : behind.replaceAll(this.#text, "");
    return !/^\s*[[{]/.test(others);
  }
}

const isBroken = (text: string): boolean => {
  const prefix = new JsonPrefix();
  for (let at = 0; at < text.length && !prefix.isBroken; at += 1) prefix.read(text.charAt(at));
  return prefix.isBroken;
};

/**
 * The object in a text: an empty one for a word such as `none`, one encoded as a string, or the first one in the text.
 */
const objectIn = (text: string): string => {
  if (/^\s*(?:none|null|undefined)\s*$/i.test(text)) return EMPTY_ARGUMENTS;
  const json = parseJson(text);
  if (json !== undefined) return typeof json === "string" && isRecord(parseJson(json)) ? json : text;
  const begun = text.slice(text.indexOf("{"));
  const object = begun.slice(0, new JsonEnd().feed(begun));
  return isRecord(parseJson(object)) ? object : text;
};
