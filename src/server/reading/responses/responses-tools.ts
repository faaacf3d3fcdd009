import * as v from "valibot";
import { isRecord, type JsonRecord, optional, recordOf, textOf } from "../../../json.ts";
import { maybe, text } from "../basic-schemas.ts";
import { asResponsesTool } from "../foreign-tools.ts";
import { parse, refuse } from "../parse.ts";
import { TOOL_SEARCH, type ToolNames } from "./tool-names.ts";

const HOSTED = "only functions and custom tools are accepted: what other tools find or do, no rail would read";

/** Tools that the client runs, and whose calls are not JSON or whose schema only OpenAI's models know. */
const RUN_BY_CLIENTS = ["apply_patch", "computer", "computer_use_preview", "local_shell", "shell"];

const UNDESCRIBED =
  "only functions and custom tools are accepted: describe this tool as a function, by `name`, `description` and `parameters`";

/**
 * Tools that a provider runs, and that agents declare whether a model needs them or not. Beside tools of the client's
 * own they are left out. A model that gets all tools at once needs no search for them.
 */
const DISPENSABLE = /^(?:web_search|image_generation|tool_search)/;

/** A search for further tools that the client runs. */
const clientSearch = v.object({ description: maybe(text), parameters: v.nullish(v.unknown(), {}) });

const tool = v.object(
  {
    type: v.picklist(["function", "custom"], ({ input }) =>
      RUN_BY_CLIENTS.includes(textOf(input)) ? UNDESCRIBED : HOSTED,
    ),
    name: text,
    description: v.optional(v.unknown()),
    parameters: v.optional(v.unknown()),
    strict: v.optional(v.unknown()),
    format: v.optional(v.unknown()),
  },
  "expected a tool",
);

const namespaceOfTools = v.object({
  name: text,
  description: maybe(text),
  tools: v.pipe(v.array(v.unknown(), "expected a list of tools"), v.minLength(1, "expected at least one tool")),
});

/** A tool whose description begins with that of its namespace, which a chat has no other place for. */
const introduced = (one: unknown, about: string): unknown => {
  const description = [about, textOf(recordOf(one)["description"])]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
  return isRecord(one) ? { ...one, description } : one;
};

/** Collects the tools of a request for a chat, which has no namespaces. Throws a RefusedRequest for other tools. */
export class ToolReader {
  readonly tools: JsonRecord[] = [];
  /** The paths of the tools. */
  readonly places: string[] = [];
  readonly #names: ToolNames;
  readonly #declared = new Set<string>();
  readonly #leftOut = new Map<string, string>();

  constructor(names: ToolNames) {
    this.#names = names;
  }

  /** Adds tools and returns their names in the chat. A tool that is there already is not added again. */
  add(sent: readonly unknown[], at: string, namespace?: string): readonly string[] {
    return sent.flatMap((one, index) => this.#add(asResponsesTool(one), `${at}.${index}`, namespace));
  }

  /** The types of tools that are left out. Throws a RefusedRequest if nothing else is there: it asks for just these. */
  leftOut(): readonly string[] {
    const [first] = this.#leftOut.values();
    if (this.tools.length === 0 && first !== undefined) {
      throw refuse(`Invalid value for \`${first}.type\`: ${HOSTED}`, `${first}.type`);
    }
    return [...this.#leftOut.keys()];
  }

  #add(one: unknown, at: string, namespace: string | undefined): readonly string[] {
    const { type: written, execution } = recordOf(one);
    const type = textOf(written);
    if (type === "tool_search" && execution === "client") return [this.#search(one, at)];
    if (type === "namespace" && namespace === undefined) return this.#group(one, at);
    if (!DISPENSABLE.test(type)) return [this.#own(one, at, namespace)];
    this.#leftOut.set(type.slice(0, 64), at);
    return [];
  }

  #search(one: unknown, at: string): string {
    const { description, parameters } = parse(clientSearch, one, at);
    const name = this.#names.inChat(TOOL_SEARCH);
    return this.#push({ type: "function", name, ...optional("description", description), parameters }, at);
  }

  #group(one: unknown, at: string): readonly string[] {
    const { name, description = "", tools } = parse(namespaceOfTools, one, at);
    return this.add([introduced(tools[0], description), ...tools.slice(1)], `${at}.tools`, name);
  }

  #own(one: unknown, at: string, namespace: string | undefined): string {
    const { name, ...others } = parse(tool, one, at);
    return this.#push({ ...others, name: this.#names.inChat({ name, namespace }) }, at);
  }

  #push(one: JsonRecord & { readonly name: string }, at: string): string {
    if (!this.#declared.has(one.name)) {
      this.#declared.add(one.name);
      this.tools.push(one);
      this.places.push(at);
    }
    return one.name;
  }
}
