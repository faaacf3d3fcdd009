import { ANY, negated, NEWLINE, single } from "./char-set.ts";
import { escapeAt } from "./escapes.ts";
import { type Flags, groupHeadAt, lookKindAt } from "./group-head.ts";
import { inCases } from "./letter-case.ts";
import { type LookKind, lookAround } from "./look-around.ts";
import { LINE_END, LINE_START, type PatternNode, TEXT_START } from "./pattern-node.ts";
import { PatternSource } from "./pattern-source.ts";
import { type LargeBounds, quantified } from "./quantifiers.ts";
import { classAt, classEnd } from "./written-class.ts";

export interface SyntaxOptions {
  readonly ignoreCase?: boolean;
  /** Literals, classes and groups that were parsed before, by their source: the patterns of one program share many. */
  readonly known?: Map<string, PatternNode>;
  /** Default: they are refused. */
  readonly largeBounds?: LargeBounds;
}

const MAX_DEPTH = 100;

/**
 * Parses a regular expression in the dialect of Python's `re`, as far as it can be matched in linear time on a stream:
 * literals, classes, groups, alternation, repetition, anchors, `\b`, look-around for one character, the flags `i`, `m`
 * and `s`. Other look-around and back-references are refused. Captures are not kept.
 */
class PatternParser {
  readonly #source: PatternSource;
  readonly #known: Map<string, PatternNode>;
  readonly #largeBounds: LargeBounds;
  #flags: Flags;
  #depth = 0;

  constructor(text: string, { ignoreCase = false, known = new Map(), largeBounds = "refuse" }: SyntaxOptions) {
    this.#source = new PatternSource(text);
    this.#known = known;
    this.#largeBounds = largeBounds;
    this.#flags = { ignoreCase, multiline: false, dotAll: false };
  }

  parse(): PatternNode {
    const node = this.#alternation();
    if (!this.#source.isAtEnd) throw this.#source.error("Cannot read pattern: unmatched ')'");
    return node;
  }

  #alternation(): PatternNode {
    const items = [this.#concat()];
    while (this.#source.take("|")) items.push(this.#concat());
    return items.length === 1 ? (items[0] as PatternNode) : { type: "alternation", items };
  }

  #concat(): PatternNode {
    const source = this.#source;
    const items: PatternNode[] = [];
    while (!source.isAtEnd && source.peek() !== "|" && source.peek() !== ")") {
      const atom = this.#atom();
      if (atom !== undefined) items.push(quantified(source, atom, this.#largeBounds));
    }
    return items.length === 1 ? (items[0] as PatternNode) : { type: "concat", items };
  }

  #atom(): PatternNode | undefined {
    const { ignoreCase, multiline, dotAll } = this.#flags;
    const char = this.#source.next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case ".":
        return { type: "set", set: dotAll ? ANY : negated(NEWLINE) };
      case "^":
        return { type: "assert", at: multiline ? LINE_START : TEXT_START };
      case "$":
        return multiline ? { type: "assert", at: LINE_END } : { type: "last-line-end" };
      case "\\":
        return escapeAt(this.#source, ignoreCase);
      case "*":
      case "+":
      case "?":
        throw this.#source.error(`Cannot read pattern: nothing to repeat before '${char}'`);
      default:
        return this.#literal(char);
    }
  }

  #literal(char: string): PatternNode {
    const { ignoreCase } = this.#flags;
    const key = ignoreCase ? `i${char}` : char;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node: PatternNode = { type: "set", set: inCases(single(char.codePointAt(0) as number), ignoreCase) };
    this.#known.set(key, node);
    return node;
  }

  #group(): PatternNode | undefined {
    const source = this.#source;
    if (++this.#depth > MAX_DEPTH) throw source.error("Cannot read pattern: groups are nested too deeply");
    const outer = this.#flags;
    const node = source.take("?") ? this.#special() : this.#alternation();
    this.#depth--;
    if (node === undefined) return undefined;
    if (!source.take(")")) throw source.error("Cannot read pattern: missing ')'");
    this.#flags = outer;
    return node;
  }

  /** Parses a group after its `(?`. Undefined for a comment, or for flags that apply to the rest: `(?i)`. */
  #special(): PatternNode | undefined {
    const from = this.#source.at;
    const look = lookKindAt(this.#source);
    if (look !== undefined) return this.#lookAround(look, from);
    const { flags, isClosed } = groupHeadAt(this.#source, this.#flags);
    this.#flags = flags;
    return isClosed ? undefined : this.#alternation();
  }

  /** Equal sources share one node: most rules start and end with one of a few. */
  #lookAround(kind: LookKind, from: number): PatternNode {
    const source = this.#source;
    const { ignoreCase, multiline, dotAll } = this.#flags;
    const bracket = source.text.indexOf(")", from);
    const end = bracket < 0 ? source.text.length : bracket;
    const key = `${ignoreCase ? "i" : ""}${multiline ? "m" : ""}${dotAll ? "s" : ""}(${source.text.slice(from, end)}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      source.at = end;
      return known;
    }
    const node = lookAround(this.#alternation(), kind);
    if (node === undefined) throw source.error(NO_LOOKAROUND);
    if (source.at === end) this.#known.set(key, node);
    return node;
  }

  /** Equal sources share one node: rules share a handful of classes, some with a hundred ranges. */
  #class(): PatternNode {
    const { ignoreCase } = this.#flags;
    const source = this.#source;
    const end = classEnd(source);
    const key = `${ignoreCase ? "i[" : "["}${source.text.slice(source.at, end)}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      source.at = end;
      return known;
    }
    const node: PatternNode = { type: "set", set: classAt(source, ignoreCase) };
    this.#known.set(key, node);
    return node;
  }
}

const NO_LOOKAROUND =
  "Cannot use pattern: look-ahead and look-behind can only ask for one character or an end, as in '(?<!\\d)' or " +
  "'(?=\\s|$)', since more cannot be matched on a stream; write the match out, or use '\\b'";

/** Parses one pattern. Throws a {@link PatternError} with the problem and its position. */
export const parsePattern = (source: string, options: SyntaxOptions = {}): PatternNode =>
  new PatternParser(source, options).parse();
