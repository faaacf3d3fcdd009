import { LimitError } from "../../errors.ts";
import { LiteralReplacer, LiteralTree } from "../../text/literal-replacer.ts";
import { pseudonymOf, type PseudonymStyle } from "./pseudonym.ts";

/** Values that one vault holds. */
const MAX_VALUES = 4_096;
/** Attempts to find a pseudonym that does not occur in the request. */
const MAX_TRIES = 1_000;

/**
 * Who wrote a value: `tool` for tool results and retrieved chunks, otherwise `user`. Values that only tools wrote are
 * not the user's, so their pseudonyms stay in the answer.
 */
export type ValueOrigin = "user" | "tool";

/** A value and its pseudonym, as they are stored. */
export interface VaultEntry {
  /** Only values of the user are restored. */
  readonly origin: ValueOrigin;
  readonly label: string;
  readonly value: string;
  readonly pseudonym: string;
}

/**
 * The values that rails masked in one conversation, and their pseudonyms, one to one within a label. Holds at most
 * 4,096 values.
 */
export class Vault {
  readonly style: Exclude<PseudonymStyle, "label">;
  /** From pseudonyms back to the values that the user wrote. */
  readonly tree: LiteralTree = new LiteralTree();
  readonly #entries = new Map<string, VaultEntry>();
  readonly #numbers = new Map<string, number>();
  readonly #used = new Set<string>();
  #present: (text: string) => boolean = () => false;

  /** @param entries - the entries of an earlier request of the same conversation. Default: none. */
  constructor(style: Exclude<PseudonymStyle, "label">, entries: readonly VaultEntry[] = []) {
    this.style = style;
    for (const entry of entries) this.#add(entry);
  }

  get entries(): readonly VaultEntry[] {
    return [...this.#entries.values()];
  }

  /** Sets the test for texts that occur in the request, which are not used as pseudonyms. */
  avoid(isPresent: (text: string) => boolean): void {
    this.#present = isPresent;
  }

  /**
   * The pseudonym of a value that was found; a new one if it has none. Its label is `kind` in capitals.
   *
   * @param origin - Default `user`. A value of a tool that the user writes, too, is the user's from then on.
   * @throws LimitError for more than 4,096 values
   */
  pseudonym(kind: string, found: string, origin: ValueOrigin = "user"): string {
    const label = kind.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
    const value = this.#restored(found);
    const known = this.#entries.get(keyOf(label, value));
    if (known !== undefined) {
      if (origin === "user" && known.origin !== "user") this.#add({ ...known, origin });
      return known.pseudonym;
    }
    if (this.#entries.size >= MAX_VALUES) throw new LimitError(`Cannot mask: more than ${MAX_VALUES} values`);
    const entry = { origin, label, value, pseudonym: this.#fresh(label, value) };
    this.#add(entry);
    return entry.pseudonym;
  }

  /** The found text with pseudonyms of earlier values restored, unless the text itself occurs in the request. */
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
    if (entry.origin === "user") this.tree.add(entry.pseudonym, entry.value);
    this.#numbers.set(entry.label, Math.max(this.#numbers.get(entry.label) ?? 0, numberOf(entry.pseudonym)));
  }
}

const keyOf = (label: string, value: string): string => `${label} ${value}`;

const numberOf = (pseudonym: string): number => Number(/(\d+)>?$/.exec(pseudonym)?.[1] ?? 0) % 1_000_000;
