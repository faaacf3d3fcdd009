import { optional } from "../../../json.ts";
import { type GroupedName, joinedName, NO_GROUP } from "../../../wire/grouped-name.ts";

/** The longest name that providers accept. */
const MAX_NAME = 64;

/** The client's search for further tools. */
export const TOOL_SEARCH: GroupedName = { name: "tool_search", isSearch: true };

/**
 * The names of a request's tools in a chat, where each tool has a name of its own, while namespaces of the Responses
 * API may have tools of the same name.
 */
export class ToolNames {
  readonly #chatNames = new Map<string, string>();
  readonly #taken = new Map<string, GroupedName>();
  /** The last number that was added to names with the same start. */
  readonly #counts = new Map<string, number>();

  /** The name in a chat of a tool. */
  inChat({ name, namespace = NO_GROUP, isSearch }: GroupedName): string {
    const key = JSON.stringify([namespace, name, isSearch]);
    const known = this.#chatNames.get(key);
    if (known !== undefined) return known;
    const chatName = this.#unused(joinedName({ name, namespace }));
    this.#chatNames.set(key, chatName);
    const group = namespace === NO_GROUP ? {} : { namespace };
    this.#taken.set(chatName, { name, ...group, ...optional("isSearch", isSearch) });
    return chatName;
  }

  /** The tools by their names in a chat. */
  get tools(): ReadonlyMap<string, GroupedName> {
    return this.#taken;
  }

  /** Continues counting where the last name with this start ended, so that many of them cost linear time. */
  #unused(original: string): string {
    let name = original.slice(0, MAX_NAME);
    const start = original.slice(0, MAX_NAME - 6);
    let count = this.#counts.get(start) ?? 1;
    while (this.#taken.has(name)) name = `${start}_${++count}`;
    this.#counts.set(start, count);
    return name;
  }
}
