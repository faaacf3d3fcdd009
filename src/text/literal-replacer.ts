import { HeldText } from "./held-text.ts";
import { type Following, type GateStep, passing, type TextGate } from "./text-gate.ts";

/**
 * A node in the tree of literals: the characters that lead to it, the replacement of the literal that ends there, and
 * its children.
 */
interface Node {
  readonly stretch: string;
  readonly replacement: string | undefined;
  readonly next: Map<number, Node> | undefined;
}

const sharedLength = (stretch: string, literal: string, from: number): number => {
  let length = 0;
  while (length < stretch.length && stretch.charCodeAt(length) === literal.charCodeAt(from + length)) length++;
  return length;
};

/** Adds a literal to a node. At `from`, the literal starts like the characters of the node. */
const withLiteral = (node: Node, literal: string, from: number, replacement: string): Node => {
  const { stretch, next } = node;
  const shared = sharedLength(stretch, literal, from);
  if (shared < stretch.length) {
    const rest = { ...node, stretch: stretch.slice(shared) };
    const before = { stretch: stretch.slice(0, shared), replacement: undefined, next: mapOf(rest) };
    return withLiteral(before, literal, from, replacement);
  }
  const at = from + shared;
  if (at === literal.length) return { ...node, replacement };
  const child = next?.get(literal.charCodeAt(at));
  const leaf = { stretch: literal.slice(at), replacement, next: undefined };
  const grown = child === undefined ? leaf : withLiteral(child, literal, at, replacement);
  if (next === undefined) return { ...node, next: mapOf(grown) };
  next.set(grown.stretch.charCodeAt(0), grown);
  return node;
};

const mapOf = (node: Node): Map<number, Node> => new Map([[node.stretch.charCodeAt(0), node]]);

/**
 * Literals and their replacements, as a radix tree for any number of texts. Takes about as much memory as the literals.
 */
export class LiteralTree {
  root: Node = { stretch: "", replacement: undefined, next: undefined };

  get isEmpty(): boolean {
    return this.root.next === undefined;
  }

  /** Adds a non-empty literal. */
  add(literal: string, replacement: string): void {
    this.root = withLiteral(this.root, literal, 0, replacement);
  }
}

/** The longest literal that starts at a position. `open`: more text is needed to tell. */
type Lookup = { readonly length: number; readonly replacement: string } | "open" | undefined;

/**
 * Replaces literals: from each position, the longest one. Holds back only text that may still become a literal, so
 * never more than the longest. At the end, an incomplete literal passes.
 */
export class LiteralReplacer implements TextGate {
  readonly #tree: LiteralTree;
  readonly #reason: string;
  readonly #held: HeldText = new HeldText();

  /** @param reason - the reason of findings. */
  constructor(tree: LiteralTree, reason: string) {
    this.#tree = tree;
    this.#reason = reason;
  }

  feed(text: string): GateStep {
    if (this.#tree.isEmpty) return passing(text);
    this.#held.add(text);
    this.#read("more");
    return this.#held.step();
  }

  end(): GateStep {
    this.#read("end");
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  #read(following: Following): void {
    const held = this.#held;
    const from = held.start;
    const text = held.slice(from, held.end);
    let at = 0;
    while (at < text.length) {
      const found = this.#at(text, at, following);
      if (found === "open") return held.pass(from + at);
      if (found !== undefined) {
        held.mask(from + at, from + at + found.length, found.replacement, { reason: this.#reason });
      }
      at += found?.length ?? 1;
    }
    held.pass(from + text.length);
  }

  #at(text: string, from: number, following: Following): Lookup {
    const isLast = following === "end";
    let node: Node | undefined = this.#tree.root;
    let found: Lookup;
    for (let at = from; node !== undefined; node = node.next?.get(text.charCodeAt(at))) {
      const shared = sharedLength(node.stretch, text, at);
      at += shared;
      if (shared < node.stretch.length) return at < text.length || isLast ? found : "open";
      if (node.replacement !== undefined) found = { length: at - from, replacement: node.replacement };
      if (at === text.length) return node.next === undefined || isLast ? found : "open";
    }
    return found;
  }
}
