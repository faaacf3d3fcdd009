import { ANY, type CharSet, DIGIT, matching, negated, NEWLINE, range, single, SPACE, union, WORD } from "./char-set.ts";
import { anyCase } from "./letter-case.ts";
import { type LookKind, lookAround } from "./look-around.ts";
import { PatternError } from "./pattern-error.ts";
import {
  LINE_END,
  LINE_START,
  NO_WORD_BORDER,
  type PatternNode,
  TEXT_END,
  TEXT_START,
  WORD_BORDER,
} from "./pattern-node.ts";

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export interface SyntaxOptions {
  readonly ignoreCase?: boolean;
  /** Characters, classes and groups that were read before, as they are written: the patterns of one program share many. */
  readonly known?: Map<string, PatternNode>;
  /** What is done with `x{2,5000}`, of which the upper bound is too large to count: refused (default), or read as `x{2,}`. */
  readonly largeBounds?: "refuse" | "drop";
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

const MAX_REPEAT = 1_000;
const MAX_DEPTH = 100;
const CLASSES: Readonly<Record<string, CharSet>> = { d: DIGIT, w: WORD, s: SPACE };
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, "0": 0 };

/**
 * Reads a regular expression in the dialect of Python's `re`, as far as it can be matched in linear time while the text is
 * still coming: literals, classes, groups, alternatives, repetition, anchors, `\b`, look-around for one
 * character, the flags `i`, `m` and `s`. Other look-around and back-references cannot be, and are refused. Captures are not kept.
 */
class PatternParser {
  readonly #source: string;
  readonly #known: Map<string, PatternNode>;
  readonly #dropsLargeBounds: boolean;
  #at = 0;
  #flags: Flags;
  #depth = 0;

  constructor(source: string, { ignoreCase = false, known = new Map(), largeBounds = "refuse" }: SyntaxOptions) {
    this.#known = known;
    this.#dropsLargeBounds = largeBounds === "drop";
    this.#source = source;
    this.#flags = { ignoreCase, multiline: false, dotAll: false };
  }

  parse(): PatternNode {
    const node = this.#either();
    if (this.#at < this.#source.length) throw this.#error("Cannot read pattern: unmatched ')'");
    return node;
  }

  #either(): PatternNode {
    const items = [this.#concat()];
    while (this.#take("|")) items.push(this.#concat());
    return items.length === 1 ? (items[0] as PatternNode) : { type: "either", items };
  }

  #concat(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") {
      const atom = this.#atom();
      if (atom !== undefined) items.push(this.#repeats(atom));
    }
    return items.length === 1 ? (items[0] as PatternNode) : { type: "concat", items };
  }

  #atom(): PatternNode | undefined {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case ".":
        return { type: "set", set: this.#flags.dotAll ? ANY : negated(NEWLINE) };
      case "^":
        return { type: "assert", at: this.#flags.multiline ? LINE_START : TEXT_START };
      case "$":
        return this.#flags.multiline ? { type: "assert", at: LINE_END } : { type: "last-line-end" };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw this.#error(`Cannot read pattern: nothing to repeat before '${char}'`);
      default:
        return this.#literal(char);
    }
  }

  #literal(char: string): PatternNode {
    const key = this.#flags.ignoreCase ? `i${char}` : char;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node: PatternNode = { type: "set", set: this.#folded(single(codeOf(char))) };
    this.#known.set(key, node);
    return node;
  }

  #folded(set: CharSet): CharSet {
    return this.#flags.ignoreCase ? anyCase(set) : set;
  }

  #group(): PatternNode | undefined {
    if (++this.#depth > MAX_DEPTH) throw this.#error("Cannot read pattern: groups are nested too deeply");
    const outer = this.#flags;
    const node = this.#take("?") ? this.#special() : this.#either();
    this.#depth--;
    if (node === undefined) return undefined;
    if (!this.#take(")")) throw this.#error("Cannot read pattern: missing ')'");
    this.#flags = outer;
    return node;
  }

  /** Reads a group from behind its `(?` on. Undefined when it was flags for the rest of the pattern: `(?i)`. */
  #special(): PatternNode | undefined {
    const from = this.#at;
    const look = this.#lookKind();
    if (look !== undefined) return this.#lookAround(look, from);
    return this.#isFlagsOnly() ? undefined : this.#either();
  }

  /** One that is written as one before is the same node: most rules begin and end with one of a few. */
  #lookAround(kind: LookKind, from: number): PatternNode {
    const { ignoreCase, multiline, dotAll } = this.#flags;
    const bracket = this.#source.indexOf(")", from);
    const end = bracket < 0 ? this.#source.length : bracket;
    const key = `${ignoreCase ? "i" : ""}${multiline ? "m" : ""}${dotAll ? "s" : ""}(${this.#source.slice(from, end)}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#at = end;
      return known;
    }
    const node = lookAround(this.#either(), kind);
    if (node === undefined) throw this.#error(NO_LOOKAROUND);
    if (this.#at === end) this.#known.set(key, node);
    return node;
  }

  #lookKind(): LookKind | undefined {
    const kind = /^(<?)([=!])/.exec(this.#peek() + (this.#source[this.#at + 1] ?? ""));
    if (kind === null) return undefined;
    this.#at += kind[0].length;
    return { isAhead: kind[1] === "", isNegative: kind[2] === "!" };
  }

  /** Reads on to where the inside of a group begins, or to behind it. */
  #isFlagsOnly(): boolean {
    if (this.#take(":")) return false;
    if (this.#peek() === "P" || this.#peek() === "<") return this.#groupName();
    if (this.#take("#")) {
      while (this.#at < this.#source.length && this.#peek() !== ")") this.#at++;
      if (!this.#take(")")) throw this.#error("Cannot read pattern: missing ')'");
      return true;
    }
    if (this.#peek() === ">") throw this.#error("Cannot use pattern: atomic groups are not supported");
    let flags = "";
    while (/[a-zA-Z-]/.test(this.#peek())) flags += this.#next();
    this.#setFlags(flags);
    if (this.#take(":")) return false;
    if (this.#take(")")) return true;
    throw this.#error("Cannot read pattern: unknown kind of group");
  }

  #groupName(): boolean {
    this.#take("P");
    if (!this.#take("<")) throw this.#error(NO_BACKREFERENCE);
    while (/\w/.test(this.#peek())) this.#at++;
    if (!this.#take(">")) throw this.#error("Cannot read pattern: missing '>' after a group's name");
    return false;
  }

  #setFlags(flags: string): void {
    const [on = "", off = ""] = flags.split("-");
    const unknown = /[^imsu]/.exec(on + off)?.[0];
    if (unknown !== undefined) throw this.#error(`Cannot use pattern: flag '${unknown}' is not supported`);
    const set = (flag: string, now: boolean): boolean => (on.includes(flag) ? true : off.includes(flag) ? false : now);
    const { ignoreCase, multiline, dotAll } = this.#flags;
    this.#flags = { ignoreCase: set("i", ignoreCase), multiline: set("m", multiline), dotAll: set("s", dotAll) };
  }

  #escape(): PatternNode {
    const char = this.#escaped();
    if (char === "b") return { type: "assert", at: WORD_BORDER };
    if (char === "B") return { type: "assert", at: NO_WORD_BORDER };
    if (char === "A") return { type: "assert", at: TEXT_START };
    if (char === "Z" || char === "z") return { type: "assert", at: TEXT_END };
    if (/[1-9]/.test(char) || char === "k" || char === "g") throw this.#error(NO_BACKREFERENCE);
    return { type: "set", set: this.#escapedSet(char) };
  }

  /** What `\x` stands for, in a class or outside one. Classes such as `\w` know no case. */
  #escapedSet(char: string): CharSet {
    const known = CLASSES[char.toLowerCase()];
    if (known !== undefined) return char === char.toLowerCase() ? known : negated(known);
    return this.#folded(this.#escapedMembers(char));
  }

  #escapedMembers(char: string): CharSet {
    const control = CONTROLS[char];
    if (control !== undefined) return single(control);
    const digits = HEX_DIGITS[char];
    if (digits !== undefined) return single(this.#hex(digits));
    if (char === "p" || char === "P") return this.#property(char === "P");
    if (/[a-zA-Z]/.test(char)) throw this.#error(`Cannot use pattern: escape '\\${char}' is not supported`);
    return single(codeOf(char));
  }

  #hex(digits: number): number {
    const text = this.#source.slice(this.#at, this.#at + digits);
    const code = Number.parseInt(text, 16);
    if (!/^[0-9a-fA-F]+$/.test(text) || text.length < digits || code > 0x10ffff) {
      throw this.#error(`Cannot read pattern: expected ${digits} hexadecimal digits`);
    }
    this.#at += digits;
    return code;
  }

  #property(negate: boolean): CharSet {
    let name = "";
    if (this.#take("{")) while (this.#at < this.#source.length && this.#peek() !== "}") name += this.#next();
    if (!/^[\w=]+$/.test(name) || !this.#take("}")) throw this.#error("Cannot read pattern: expected \\p{…}");
    try {
      const set = matching(new RegExp(`\\p{${name}}`, "u"));
      return negate ? negated(set) : set;
    } catch {
      throw this.#error(`Cannot use pattern: unknown property '${name}'`);
    }
  }

  /** One that is written as one before is the same node: rules share a handful of them, some with a hundred ranges. */
  #class(): PatternNode {
    const written = this.#source.slice(this.#at, this.#classEnd());
    const key = `${this.#flags.ignoreCase ? "i[" : "["}${written}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#at += written.length;
      return known;
    }
    const node: PatternNode = { type: "set", set: this.#readClass() };
    this.#known.set(key, node);
    return node;
  }

  /** Behind the bracket that closes a class: one that is neither escaped nor its first member. */
  #classEnd(): number {
    let at = this.#at + (this.#peek() === "^" ? 1 : 0);
    do at += this.#source[at] === "\\" ? 2 : 1;
    while (at < this.#source.length && this.#source[at] !== "]");
    return at + 1;
  }

  #readClass(): CharSet {
    const negate = this.#take("^");
    const sets: CharSet[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      if (this.#at >= this.#source.length) throw this.#error("Cannot read pattern: missing ']'");
      sets.push(this.#classItem());
    }
    this.#at++;
    // Case is folded before the class is turned round, so that `(?i)[^a]` excludes both cases.
    return negate ? negated(union(sets)) : union(sets);
  }

  #classItem(): CharSet {
    const from = this.#classChar();
    if (this.#peek() !== "-" || this.#source[this.#at + 1] === "]") {
      return typeof from === "number" ? this.#folded(single(from)) : from;
    }
    this.#at++;
    const to = this.#classChar();
    if (typeof from !== "number" || typeof to !== "number" || to < from) {
      throw this.#error("Cannot read pattern: bad range in a class");
    }
    return this.#folded(range(from, to));
  }

  /** One character of a class as its code point, or a whole class such as `\d`. */
  #classChar(): number | CharSet {
    const char = this.#next();
    if (char !== "\\") return codeOf(char);
    const escaped = this.#escaped();
    if (escaped === "b") return 8;
    if (/[1-9]/.test(escaped)) throw this.#error(NO_OCTAL);
    const digits = HEX_DIGITS[escaped];
    if (digits !== undefined) return this.#hex(digits);
    if (/[a-zA-Z]/.test(escaped) && CONTROLS[escaped] === undefined) return this.#escapedSet(escaped);
    return CONTROLS[escaped] ?? codeOf(escaped);
  }

  #repeats(item: PatternNode): PatternNode {
    let node = item;
    for (let bounds = this.#bounds(); bounds !== undefined; bounds = this.#bounds()) {
      const [min, max] = bounds;
      if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
        throw this.#error(`Cannot use pattern: a repetition may not exceed ${MAX_REPEAT}`);
      }
      if (max < min) throw this.#error("Cannot read pattern: bad repetition");
      if (this.#take("+")) throw this.#error("Cannot use pattern: possessive repetition is not supported");
      node = { type: "repeat", item: node, min, max, isLazy: this.#take("?") };
    }
    return node;
  }

  #bounds(): readonly [number, number] | undefined {
    switch (this.#peek()) {
      case "*":
        return this.#short(0, Infinity);
      case "+":
        return this.#short(1, Infinity);
      case "?":
        return this.#short(0, 1);
      case "{":
        return this.#braces();
      default:
        return undefined;
    }
  }

  #short(min: number, max: number): readonly [number, number] {
    this.#at++;
    return [min, max];
  }

  #braces(): readonly [number, number] | undefined {
    const braces = /^\{(\d*)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 16));
    if (braces === null || (braces[1] === "" && braces[3] === "")) return undefined;
    this.#at += braces[0].length;
    const min = Number(braces[1]);
    if (braces[2] === "") return [min, min];
    const max = braces[3] === "" ? Infinity : Number(braces[3]);
    return [min, max > MAX_REPEAT && this.#dropsLargeBounds ? Infinity : max];
  }

  /** The character behind a backslash. Python reads `\0` and a digit as octal, which nobody means. */
  #escaped(): string {
    const char = this.#next();
    if (char === "0" && /\d/.test(this.#peek())) throw this.#error(NO_OCTAL);
    return char;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #next(): string {
    const code = this.#source.codePointAt(this.#at);
    if (code === undefined) throw this.#error("Cannot read pattern: it ends too early");
    this.#at += code > 0xffff ? 2 : 1;
    return String.fromCodePoint(code);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #error(message: string): PatternError {
    const at = Array.from(this.#source.slice(0, this.#at)).length;
    return new PatternError(`${message} (at character ${at})`, at);
  }
}

const NO_LOOKAROUND =
  "Cannot use pattern: look-ahead and look-behind can only ask for one character or an end, as in '(?<!\\d)' or " +
  "'(?=\\s|$)', since more cannot be matched on a stream; write the match out, or use '\\b'";
const NO_BACKREFERENCE =
  "Cannot use pattern: back-references cannot be matched in linear time; write the repetition out";

const NO_OCTAL = "Cannot use pattern: octal escapes are not supported; write '\\x…' with hexadecimal digits";

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;

/** Parses one pattern. Throws a {@link PatternError} that says what is wrong and where. */
export const parsePattern = (source: string, options: SyntaxOptions = {}): PatternNode =>
  new PatternParser(source, options).parse();
