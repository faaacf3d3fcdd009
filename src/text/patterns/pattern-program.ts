import type { CharSet } from "./char-set.ts";
import { type Assertion, parsePattern, PatternError, type PatternNode } from "./pattern-syntax.ts";

/** One step of a compiled pattern (Thompson's construction). `next` are addresses. */
export type Instruction =
  | { readonly op: "set"; readonly set: CharSet; readonly next: number }
  | { readonly op: "split"; readonly next: readonly number[] }
  | { readonly op: "assert"; readonly at: Assertion; readonly next: number }
  | { readonly op: "match"; readonly pattern: number };

/** Places to begin a match, all behind the same assertion or behind none. */
export interface Starts {
  readonly at: Assertion | undefined;
  readonly addresses: readonly number[];
}

export interface PatternProgram {
  readonly code: readonly Instruction[];
  /** 1 for every ASCII character that a match may begin with. */
  readonly first: Uint8Array;
  /** Where to begin when a match is to start with this character: only what can read it. */
  startsWith(code: number): readonly Starts[];
  /** The patterns as written, by their number in `match`. */
  readonly sources: readonly string[];
}

const MAX_INSTRUCTIONS = 5_000;

/** Compiles back to front, so that every instruction knows where it goes on. */
class Compiler {
  readonly code: Instruction[] = [];

  add(instruction: Instruction): number {
    if (this.code.length >= MAX_INSTRUCTIONS) {
      throw new PatternError("Cannot use pattern: it is too large; use smaller repetitions", 0);
    }
    return this.code.push(instruction) - 1;
  }

  compile(node: PatternNode, next: number): number {
    switch (node.type) {
      case "set":
        return this.add({ op: "set", set: node.set, next });
      case "assert":
        return this.add({ op: "assert", at: node.at, next });
      case "concat":
        return node.items.reduceRight((after, item) => this.compile(item, after), next);
      case "either":
        return this.add({ op: "split", next: node.items.map((item) => this.compile(item, next)) });
      case "repeat":
        return this.#repeat(node, next);
    }
  }

  #repeat({ item, min, max }: Extract<PatternNode, { type: "repeat" }>, next: number): number {
    let entry = max === Infinity ? this.#loop(item, next, min > 0) : next;
    for (let count = max === Infinity ? Math.max(min, 1) - 1 : max; count > 0; count--) {
      const body = this.compile(item, entry);
      if (body === entry) return entry;
      entry = count > min ? this.add({ op: "split", next: [body, next] }) : body;
    }
    return entry;
  }

  /** `item*`, or `item+`: a split that is filled in once the body, which leads back to it, has an address. */
  #loop(item: PatternNode, next: number, once: boolean): number {
    const branches: number[] = [];
    const split = this.add({ op: "split", next: branches });
    const body = this.compile(item, split);
    branches.push(body, next);
    return once ? body : split;
  }
}

/** Everything reachable without reading a character, whether or not the assertions on the way hold. */
const closure = (code: readonly Instruction[], start: number): readonly Instruction[] => {
  const seen = new Set<number>();
  const stack = [start];
  while (stack.length > 0) {
    const address = stack.pop() as number;
    if (seen.has(address)) continue;
    seen.add(address);
    const instruction = code[address];
    if (instruction?.op === "split") stack.push(...instruction.next);
    if (instruction?.op === "assert") stack.push(instruction.next);
  }
  return [...seen].map((address) => code[address] as Instruction);
};

/** One place to begin: an address, what must hold there, and the sets that read the first character behind it. */
interface Entrance {
  readonly at: Assertion | undefined;
  readonly address: number;
  readonly sets: readonly CharSet[];
}

/** The places to begin behind all splits and one assertion, in order. */
const entrances = (code: readonly Instruction[], start: number, seen = new Set<number>()): readonly Entrance[] => {
  const instruction = code[start];
  if (instruction === undefined || seen.has(start)) return [];
  seen.add(start);
  if (instruction.op === "split") return instruction.next.flatMap((branch) => entrances(code, branch, seen));
  const sets = closure(code, start).flatMap((behind) => (behind.op === "set" ? [behind.set] : []));
  const isAssertion = instruction.op === "assert";
  return [{ at: isAssertion ? instruction.at : undefined, address: isAssertion ? instruction.next : start, sets }];
};

const grouped = (entries: readonly Entrance[]): readonly Starts[] =>
  [...new Set(entries.map(({ at }) => at))].map((at) => ({
    at,
    addresses: entries.filter((entry) => entry.at === at).map(({ address }) => address),
  }));

/** How many characters beyond ASCII are remembered; one more costs asking every set again. */
const MAX_REMEMBERED = 4_096;

const makeStartsWith = (entries: readonly Entrance[]): PatternProgram["startsWith"] => {
  const find = (char: number): readonly Starts[] =>
    grouped(entries.filter(({ sets }) => sets.some((set) => set.has(char))));
  const ascii = Array.from({ length: 128 }, (_, char) => find(char));
  const others = new Map<number, readonly Starts[]>();
  return (char) => {
    const known = char < 128 ? ascii[char] : others.get(char);
    if (known !== undefined) return known;
    const found = find(char);
    if (others.size < MAX_REMEMBERED) others.set(char, found);
    return found;
  };
};

/** Whether a node begins with "anything", which a search does by itself and would only widen what must be held. */
const startsWithAnything = (node: PatternNode): boolean =>
  node.type === "repeat" && node.min === 0 && node.max === Infinity && node.item.type === "set" && node.item.set.has(0);

const trimmed = (node: PatternNode): PatternNode =>
  node.type === "concat" && node.items.length > 1 && startsWithAnything(node.items[0] as PatternNode)
    ? trimmed({ type: "concat", items: node.items.slice(1) })
    : node;

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /** Drops a leading `.*`: right where only "does it match" is asked. Default false. */
  readonly searchOnly?: boolean;
}

/**
 * Compiles patterns into one program that is run over a text once. Throws a {@link PatternError} for a pattern that cannot
 * be read, cannot be matched in linear time, is too large, or matches the empty text.
 */
export const compilePatterns = (sources: readonly string[], options: PatternOptions = {}): PatternProgram => {
  const compiler = new Compiler();
  const literals = new Map<string, CharSet>();
  const starts = sources.map((source, pattern) => {
    const node = parsePattern(source, options.ignoreCase, literals);
    const start = compiler.compile(
      options.searchOnly === true ? trimmed(node) : node,
      compiler.add({ op: "match", pattern }),
    );
    if (closure(compiler.code, start).some(({ op }) => op === "match")) {
      throw new PatternError(`Cannot use pattern: '${source}' matches the empty text`, 0);
    }
    return start;
  });
  const start = compiler.add({ op: "split", next: starts });
  const startsWith = makeStartsWith(entrances(compiler.code, start));
  const first = Uint8Array.from({ length: 128 }, (_, char) => (startsWith(char).length > 0 ? 1 : 0));
  return { code: compiler.code, first, startsWith, sources };
};
