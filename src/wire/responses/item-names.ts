/** Calls of functions, which take JSON, and of custom tools, which take any text. */
export type CallKind = "function_call" | "custom_tool_call";

export const isCallKind = (type: unknown): type is CallKind => type === "function_call" || type === "custom_tool_call";

/** Kinds of items a response is made of. */
export type ItemKind = "message" | "reasoning" | CallKind | "tool_search_call";

const ID = /^[a-z]{2,5}_[\w-]{1,128}$/;

/** Item ids that are kept of one answer. */
const MAX_NAMES = 1_024;

/**
 * The ids that an upstream gives the items of its answer, in order for each kind. Clients send items back under these
 * ids, so an answer that keeps the upstream's metadata keeps them. An id with an unexpected shape, or that a rail
 * forbids, is not kept.
 */
export class ItemNames {
  readonly #allows: (text: string) => boolean;
  readonly #names = new Map<ItemKind, string[]>();
  #count = 0;

  /** `allows` is asked about each name. */
  constructor(allows: (text: string) => boolean) {
    this.#allows = allows;
  }

  note(kind: ItemKind, name: unknown): void {
    if (this.#count >= MAX_NAMES) return;
    this.#count += 1;
    const isName = typeof name === "string" && ID.test(name) && this.#allows(name);
    const names = this.#names.get(kind) ?? [];
    this.#names.set(kind, names);
    names.push(isName ? name : "");
  }

  /** The id of the next item of this kind, if it has one. */
  take(kind: ItemKind): string | undefined {
    const name = this.#names.get(kind)?.shift();
    return name === "" ? undefined : name;
  }
}
