import { type GroupedName, joinedName } from "../grouped-name.ts";

/** Calls of functions, which take JSON, and of custom tools, which take any text. */
export type CallKind = "function_call" | "custom_tool_call";

export const isCallKind = (type: unknown): type is CallKind => type === "function_call" || type === "custom_tool_call";

/** Kinds of items a response is made of. */
export type ItemKind = "message" | "reasoning" | CallKind | "tool_search_call";

const ID = /^[a-z]{2,5}_[\w-]{1,128}$/;

/** Item ids, and groups of tools, that are kept of one answer. */
const MAX_NAMES = 1_024;

/**
 * The ids that an upstream gives the items of its answer, in order for each kind, and the groups of the tools that it
 * calls. Clients send items back under these ids, and find a tool in its group, so an answer that keeps the upstream's
 * metadata keeps both. What has an unexpected shape, or what a rail forbids, is not kept.
 */
export class ItemNames {
  /** Whether the answer keeps items of tools that the provider defines. */
  readonly keepsHosted: boolean;
  readonly #allows: (text: string) => boolean;
  readonly #names = new Map<ItemKind, string[]>();
  readonly #tools = new Map<string, GroupedName>();
  #count = 0;

  /**
   * @param allows - asked about each name.
   * @param keepsHosted - whether the answer is written in the format of the upstream, so that it has a place for items
   * of tools that the provider defines.
   */
  constructor(allows: (text: string) => boolean, keepsHosted: boolean) {
    this.#allows = allows;
    this.keepsHosted = keepsHosted;
  }

  note(kind: ItemKind, name: unknown): void {
    if (this.#count >= MAX_NAMES) return;
    this.#count += 1;
    const isName = typeof name === "string" && ID.test(name) && this.#allows(name);
    const names = this.#names.get(kind) ?? [];
    this.#names.set(kind, names);
    names.push(isName ? name : "");
  }

  /** The name of a called tool as rails read it. */
  noteTool(name: string, group: unknown): string {
    if (typeof group !== "string" || group === "") return name;
    const tool = { name, namespace: group };
    const joined = joinedName(tool);
    if (this.#tools.size < MAX_NAMES && this.#allows(name) && this.#allows(group)) this.#tools.set(joined, tool);
    return joined;
  }

  /** The tools in groups, by the names as which rails read them. */
  get tools(): ReadonlyMap<string, GroupedName> {
    return this.#tools;
  }

  /** The id of the next item of this kind, if it has one. */
  take(kind: ItemKind): string | undefined {
    const name = this.#names.get(kind)?.shift();
    return name === "" ? undefined : name;
  }
}
