import * as v from "valibot";
import { isRecord, type JsonRecord, recordOf, textOf } from "../../../json.ts";
import { maybe, text } from "../basic-schemas.ts";
import { asResponsesTool } from "../foreign-tools.ts";
import { parse, refuse } from "../parse.ts";
import type { ToolNames } from "./tool-names.ts";

const HOSTED = "only functions and custom tools are accepted: what other tools find or do, no rail would read";

/** Tools that the client runs, and whose calls are not JSON or whose schema only OpenAI's models know. */
const RUN_BY_CLIENTS = ["apply_patch", "computer", "computer_use_preview", "local_shell", "shell"];

const UNDESCRIBED =
  "only functions and custom tools are accepted: describe this tool as a function, by `name`, `description` and `parameters`";

/**
 * Tools that a provider runs, and that agents declare whether a model needs them or not. Beside tools of the client's own
 * they are left out.
 */
const DISPENSABLE = /^(?:web_search|image_generation)/;

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
  readonly #leftOut = new Map<string, string>();

  constructor(names: ToolNames) {
    this.#names = names;
  }

  add(sent: readonly unknown[], at: string, namespace?: string): void {
    for (const [index, one] of sent.entries()) this.#add(asResponsesTool(one), `${at}.${index}`, namespace);
  }

  /** The types of tools that are left out. Throws a RefusedRequest if nothing else is there: it asks for just these. */
  leftOut(): readonly string[] {
    const [first] = this.#leftOut.values();
    if (this.tools.length === 0 && first !== undefined) {
      throw refuse(`Invalid value for \`${first}.type\`: ${HOSTED}`, `${first}.type`);
    }
    return [...this.#leftOut.keys()];
  }

  #add(one: unknown, at: string, namespace: string | undefined): void {
    const type = textOf(recordOf(one)["type"]);
    if (DISPENSABLE.test(type)) this.#leftOut.set(type.slice(0, 64), at);
    else if (type === "namespace" && namespace === undefined) this.#group(one, at);
    else this.#own(one, at, namespace);
  }

  #group(one: unknown, at: string): void {
    const { name, description = "", tools } = parse(namespaceOfTools, one, at);
    this.add([introduced(tools[0], description), ...tools.slice(1)], `${at}.tools`, name);
  }

  #own(one: unknown, at: string, namespace: string | undefined): void {
    const { type, name, ...others } = parse(tool, one, at);
    this.tools.push({ ...others, type, name: this.#names.inChat({ name, namespace }) });
    this.places.push(at);
  }
}
