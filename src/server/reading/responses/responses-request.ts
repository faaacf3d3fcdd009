import * as v from "valibot";
import { withoutUndefined } from "../../../config/plain-data.ts";
import { type JsonRecord, optional, textOf } from "../../../json.ts";
import { flag, maybe, text } from "../basic-schemas.ts";
import { asResponsesTool } from "../foreign-tools.ts";
import { labels } from "../labels.ts";
import { parse, refuse } from "../parse.ts";
import { conversationOf } from "./responses-messages.ts";
import { checkRefused, REFUSED_FIELDS } from "./responses-refused.ts";
import type { KnownItems } from "./responses-references.ts";
import { placesOf, type Translated } from "../translated.ts";

const HOSTED = "only functions are accepted: what other tools find or do, no rail would read";

/** Tools that the client runs, and whose calls are not JSON or whose schema only OpenAI's models know. */
const RUN_BY_CLIENTS = ["apply_patch", "computer", "computer_use_preview", "custom", "local_shell", "shell"];

const UNDESCRIBED = "only functions are accepted: describe this tool as one, by `name`, `description` and `parameters`";

const tool = v.pipe(
  v.unknown(),
  v.transform(asResponsesTool),
  v.object(
    {
      type: v.literal("function", ({ input }) => (RUN_BY_CLIENTS.includes(textOf(input)) ? UNDESCRIBED : HOSTED)),
      name: text,
      description: v.optional(v.unknown()),
      parameters: v.optional(v.unknown()),
      strict: v.optional(v.unknown()),
    },
    "expected a tool",
  ),
  v.transform(({ type, ...fn }) => ({ type, function: fn })),
);

const namedTool = v.pipe(
  v.unknown(),
  v.transform(asResponsesTool),
  v.object({ type: v.literal("function"), name: text }),
  v.transform(({ type, name }) => ({ type, function: { name } })),
);

const toolChoice = v.union(
  [
    v.picklist(["none", "auto", "required"]),
    namedTool,
    v.pipe(
      v.object({ type: v.literal("allowed_tools"), mode: text, tools: v.array(namedTool) }),
      v.transform(({ type, ...allowed_tools }) => ({ type, allowed_tools })),
    ),
  ],
  "expected none, auto, required, one function, or allowed tools",
);

const format = v.variant(
  "type",
  [
    v.strictObject({ type: v.literal("text") }),
    v.strictObject({ type: v.literal("json_object") }),
    v.pipe(
      v.object({
        type: v.literal("json_schema"),
        name: text,
        schema: v.unknown(),
        description: maybe(text),
        strict: maybe(flag),
      }),
      v.transform(({ type, ...schema }) => ({
        type,
        json_schema: withoutUndefined(schema),
      })),
    ),
  ],
  "expected a type of text, json_object or json_schema",
);

/** Values of `include`. The first is always included; the others concern tools that are not supported. */
const INCLUDED = [
  "reasoning.encrypted_content",
  "code_interpreter_call.outputs",
  "computer_call_output.output.image_url",
  "file_search_call.results",
  "message.input_image.image_url",
  "web_search_call.action.sources",
  "web_search_call.results",
] as const;

const schema = v.object({
  input: v.lazy((value) =>
    Array.isArray(value) ? v.array(v.unknown()) : v.string("expected a text or a list of items"),
  ),
  instructions: maybe(v.string("expected a text: send other messages as items of `input`")),
  tools: maybe(v.array(tool, "expected a list of tools")),
  tool_choice: maybe(toolChoice),
  text: maybe(v.strictObject({ format: maybe(format), verbosity: maybe(text) })),
  reasoning: maybe(
    v.strictObject({
      effort: maybe(text),
      // The model always gets the reasoning that was sent.
      context: maybe(v.picklist(["auto", "current_turn", "all_turns"])),
      summary: maybe(v.picklist(["none", "auto", "concise", "detailed"])),
      generate_summary: maybe(v.picklist(["auto", "concise", "detailed"])),
    }),
  ),
  max_output_tokens: maybe(v.number("expected a whole number")),
  metadata: maybe(labels),
  include: maybe(v.array(v.picklist(INCLUDED, `expected some of ${INCLUDED.join(", ")}`))),
  // Usage is always sent.
  stream_options: maybe(
    v.strictObject({
      include_obfuscation: maybe(flag),
      include_usage: maybe(flag),
    }),
  ),
  max_tool_calls: maybe(v.number("expected a whole number")),
  // Conversations are never shortened; one that is too long is an error.
  context_management: v.optional(v.unknown()),
  truncation: maybe(v.picklist(["auto", "disabled"])),
  store: maybe(flag),
});

/** Names of fields of the Responses API in a chat completion. */
const NAMES = {
  max_tokens: "max_output_tokens",
  response_format: "text.format",
  reasoning_effort: "reasoning.effort",
  verbosity: "text.verbosity",
};

/** Fields that a response repeats unchanged. */
const REPEATED = [
  "instructions",
  "max_output_tokens",
  "metadata",
  "parallel_tool_calls",
  "reasoning",
  "temperature",
  "text",
  "tool_choice",
  "tools",
  "top_p",
] as const;

const OWN: ReadonlySet<string> = new Set([...Object.keys(schema.entries), ...REFUSED_FIELDS]);

const inputItems = (input: string | readonly unknown[]): readonly unknown[] => {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (input.length === 0) throw refuse("Invalid value for `input`: expected at least one item", "input");
  return input;
};

/**
 * Translates a request of the Responses API to the body of a chat completion. Throws a RefusedRequest for features that
 * need stored conversations, for tools other than functions, and for items that no rail can read.
 *
 * @param kept - previously delivered items by id. Undefined without a store.
 */
export const translateResponses = (body: JsonRecord, kept?: KnownItems): Translated => {
  checkRefused(body, kept !== undefined);
  const fields = parse(schema, body);
  const { instructions, text: textOptions, reasoning } = fields;
  const { messages, origins } = conversationOf(inputItems(fields.input), kept);
  const system = instructions === undefined ? [] : [{ role: "system", content: instructions }];
  const chat = {
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name))),
    messages: [...system, ...messages],
    ...optional("tools", fields.tools),
    ...optional("tool_choice", fields.tool_choice),
    ...optional("response_format", textOptions?.format),
    ...optional("verbosity", textOptions?.verbosity),
    ...optional("reasoning_effort", reasoning?.effort),
    ...optional("max_tokens", fields.max_output_tokens),
  };
  const echo = Object.fromEntries(
    REPEATED.flatMap((name) => (body[name] === undefined || body[name] === null ? [] : [[name, body[name]]])),
  );
  const places = origins.map((index) => `input.${index}`);
  const placeOf = placesOf(NAMES, "input", system.length === 0 ? places : ["instructions", ...places]);
  return { body: chat, placeOf, echo };
};
