import { isRecord, parseJson } from "../../json.ts";
import { JsonPrefix } from "../../text/views/json-prefix.ts";
import { JsonEnd } from "./json-end.ts";

/** Characters that are remembered, so that what is told twice is known again. */
const MAX_REMEMBERED = 65_536;

/** What some providers send in front of arguments, and others for having none. */
export const EMPTY_ARGUMENTS = "{}";

/**
 * The arguments of one call as they come, and what can be told of them: the object that they are. Providers send them
 * twice, or all that came so far with every piece; with a sentence, a mark or a fence around; or encoded once more as a
 * string. What does not begin as an object is held until it is whole; what no object is found in stays as it is.
 */
export class CallArguments {
  #end = new JsonEnd();
  /** The beginning. */
  #text = "";
  #length = 0;
  /** What is not told yet, and what came behind the object. */
  #held = "";
  #behind = "";
  /** Whether nothing but white space has come. */
  #isBlank = true;
  /** Whether they begin as an object does. */
  #isObject = false;
  #hasAllSoFar = false;
  #isOver = false;

  get isEmpty(): boolean {
    return this.#isBlank;
  }

  get isWhole(): boolean {
    return this.#end.reached;
  }

  /** Whether they are certainly more than what stands for none, and so far those of an object. */
  get isSure(): boolean {
    return this.#isPlain && this.#held !== "" && this.#held !== EMPTY_ARGUMENTS;
  }

  /** Whether there are none yet but an object that may stand for none. */
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
    const said = this.#newIn(text);
    const end = this.#end.feed(said);
    const value = said.slice(0, end);
    this.#begin(value);
    this.#behind += said.slice(end);
    if (this.#text.length < MAX_REMEMBERED) this.#text += value;
    this.#length += value.length;
    this.#held += value;
  }

  /** Forgets what came, where it stood for nothing. */
  clear(): void {
    this.#end = new JsonEnd();
    this.#text = this.#held = "";
    this.#length = 0;
    this.#isBlank = true;
    this.#isObject = false;
  }

  /** What can be told by now. */
  take(): string {
    if (!this.#isPlain) return "";
    const text = this.#held;
    this.#held = "";
    return text;
  }

  /** Nothing more will come. */
  end(): void {
    if (this.#isPlain) this.#held += this.#isNoise(this.#behind) ? "" : this.#behind;
    else this.#held = objectIn(this.#held + this.#behind);
    this.#behind = "";
    this.#isOver = true;
  }

  /** Looks at each piece once: how they begin is told by their first sign. */
  #begin(value: string): void {
    const begun = this.#isBlank ? value.trimStart() : "";
    if (begun === "") return;
    this.#isBlank = false;
    this.#isObject = begun.startsWith("{");
  }

  /** What a piece adds: all of it, or what is behind the arguments so far, where those go on as no JSON would. */
  #newIn(text: string): string {
    const isLonger = text.length >= this.#length && !this.isEmpty && text.startsWith(this.#text);
    if (!isLonger) return text;
    const isKnown = this.#length === this.#text.length && !this.isWhole;
    this.#hasAllSoFar ||= isKnown && !isBroken(text) && isBroken(this.#text + text);
    return this.#hasAllSoFar ? text.slice(this.#length) : text;
  }

  /** Whether what follows an object is the same again, or no JSON. */
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
 * The object that a text means: an empty one by a word for none, one that is encoded as a string, or the first one that is in
 * it.
 */
const objectIn = (text: string): string => {
  if (/^\s*(?:none|null|undefined)\s*$/i.test(text)) return EMPTY_ARGUMENTS;
  const json = parseJson(text);
  if (json !== undefined) return typeof json === "string" && isRecord(parseJson(json)) ? json : text;
  const begun = text.slice(text.indexOf("{"));
  const object = begun.slice(0, new JsonEnd().feed(begun));
  return isRecord(parseJson(object)) ? object : text;
};
