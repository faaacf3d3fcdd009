import { LimitError } from "../../errors.ts";
import { LiteralReplacer, LiteralTree } from "../../text/literal-replacer.ts";
import { pseudonymOf, type PseudonymStyle } from "./pseudonym.ts";

/** Values one vault holds. */
const MAX_VALUES = 4_096;
/** Numbers that are tried until one gives a pseudonym that the request does not have already. */
const MAX_TRIES = 1_000;

/** A value and what stands for it, as a vault is kept. */
export interface VaultEntry {
  readonly label: string;
  readonly value: string;
  readonly pseudonym: string;
}

/**
 * The values that input rails took out of one conversation, and what stands for them. The same value always gets the same
 * pseudonym, and a pseudonym leads back to its value and to nothing else. Holds at most 4,096 values.
 */
export class Vault {
  readonly style: Exclude<PseudonymStyle, "label">;
  /** From pseudonyms back to values. */
  readonly tree: LiteralTree = new LiteralTree();
  readonly #entries = new Map<string, VaultEntry>();
  readonly #numbers = new Map<string, number>();
  readonly #used = new Set<string>();
  #present: (text: string) => boolean = () => false;

  /** @param entries - what was kept of an earlier request of the same conversation. */
  constructor(style: Exclude<PseudonymStyle, "label">, entries: readonly VaultEntry[] = []) {
    this.style = style;
    for (const entry of entries) this.#add(entry);
  }

  get entries(): readonly VaultEntry[] {
    return [...this.#entries.values()];
  }

  /** What the request says as it is: nothing that stands there is used as a pseudonym. */
  avoid(isPresent: (text: string) => boolean): void {
    this.#present = isPresent;
  }

  /** What stands for what was found. The label is written in capitals. Throws a LimitError when there are too many. */
  pseudonym(kind: string, found: string): string {
    const label = kind.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
    const value = this.#restored(found);
    const known = this.#entries.get(keyOf(label, value));
    if (known !== undefined) return known.pseudonym;
    if (this.#entries.size >= MAX_VALUES) throw new LimitError(`Cannot mask: more than ${MAX_VALUES} values`);
    const entry = { label, value, pseudonym: this.#fresh(label, value) };
    this.#add(entry);
    return entry.pseudonym;
  }

  /** What was found may hold what stands for a value that was found before; what the request itself says is no pseudonym. */
  #restored(found: string): string {
    const replacer = new LiteralReplacer(this.tree, "restored");
    const value = replacer.feed(found).text + replacer.end().text;
    return value === found || this.#present(found) ? found : value;
  }

  #fresh(label: string, value: string): string {
    const first = (this.#numbers.get(label) ?? 0) + 1;
    for (let number = first; number < first + MAX_TRIES; number++) {
      const pseudonym = pseudonymOf(this.style, label, value, number);
      this.#numbers.set(label, number);
      if (pseudonym !== value && !this.#used.has(pseudonym) && !this.#present(pseudonym)) return pseudonym;
    }
    throw new LimitError("Cannot mask: the request holds every pseudonym");
  }

  #add(entry: VaultEntry): void {
    this.#entries.set(keyOf(entry.label, entry.value), entry);
    this.#used.add(entry.pseudonym);
    this.tree.add(entry.pseudonym, entry.value);
    this.#numbers.set(entry.label, Math.max(this.#numbers.get(entry.label) ?? 0, numberOf(entry.pseudonym)));
  }
}

const keyOf = (label: string, value: string): string => `${label} ${value}`;

const numberOf = (pseudonym: string): number => Number(/(\d+)>?$/.exec(pseudonym)?.[1] ?? 0) % 1_000_000;
