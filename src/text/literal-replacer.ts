import { HeldText } from "./held-text.ts";
import { type GateStep, passing, type TextGate } from "./text-gate.ts";

/** A step of the tree of literals: the replacement of the literal that ends here, and where it goes on. */
interface Node {
  readonly next: Map<number, Node>;
  replacement: string | undefined;
}

const newNode = (): Node => ({ next: new Map(), replacement: undefined });

/** Literals and what stands in their place, as a tree that many texts are read with. */
export class LiteralTree {
  readonly root: Node = newNode();
  size = 0;

  /** Adds a literal that is not empty. */
  add(literal: string, replacement: string): void {
    let node = this.root;
    for (let i = 0; i < literal.length; i++) {
      const unit = literal.charCodeAt(i);
      const next = node.next.get(unit) ?? newNode();
      node.next.set(unit, next);
      node = next;
    }
    if (node.replacement === undefined) this.size++;
    node.replacement = replacement;
  }
}

/** The longest literal that begins at a place, or that more text is needed to tell. */
type Reading = { readonly length: number; readonly replacement: string } | "open" | undefined;

/**
 * Puts something else in the place of literals: the longest of those that begin first. Holds back only what can still
 * become one of them, so never more than the longest; a text that ends like the beginning of one ends at once.
 */
export class LiteralReplacer implements TextGate {
  readonly #tree: LiteralTree;
  readonly #reason: string;
  readonly #held: HeldText = new HeldText();

  /** @param reason - what findings say. */
  constructor(tree: LiteralTree, reason: string) {
    this.#tree = tree;
    this.#reason = reason;
  }

  feed(text: string): GateStep {
    if (this.#tree.size === 0) return passing(text);
    this.#held.add(text);
    this.#read(false);
    return this.#held.step();
  }

  end(): GateStep {
    this.#read(true);
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  #read(isLast: boolean): void {
    const held = this.#held;
    const from = held.start;
    const text = held.slice(from, held.end);
    let at = 0;
    while (at < text.length) {
      const found = this.#at(text, at, isLast);
      if (found === "open") return held.pass(from + at);
      if (found !== undefined) {
        held.mask(from + at, from + at + found.length, found.replacement, { reason: this.#reason });
      }
      at += found?.length ?? 1;
    }
    held.pass(from + text.length);
  }

  #at(text: string, from: number, isLast: boolean): Reading {
    let node: Node | undefined = this.#tree.root;
    let found: Reading;
    for (let i = from; i < text.length; i++) {
      node = node.next.get(text.charCodeAt(i));
      if (node === undefined) return found;
      if (node.replacement !== undefined) found = { length: i + 1 - from, replacement: node.replacement };
    }
    return node.next.size === 0 || isLast ? found : "open";
  }
}
