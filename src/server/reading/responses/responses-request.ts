import * as v from "valibot";
import { withoutUndefined } from "../../../config/plain-data.ts";
import { type JsonRecord, optional } from "../../../json.ts";
import { flag, maybe, text } from "../basic-schemas.ts";
import { asResponsesTool } from "../foreign-tools.ts";
import { labels } from "../labels.ts";
import { parse, refuse } from "../parse.ts";
import { placesOf, type Translated } from "../translated.ts";
import { conversationOf } from "./responses-messages.ts";
import type { KnownItems } from "./responses-references.ts";
import { checkRefused, REFUSED_FIELDS } from "./responses-refused.ts";
import { ToolReader } from "./responses-tools.ts";
import { ToolNames } from "./tool-names.ts";

const namedTool = v.pipe(
  v.unknown(),
  v.transform(asResponsesTool),
  v.object({ type: v.picklist(["function", "custom"]), name: text, namespace: maybe(text) }),
);

const toolChoice = v.union(
  [
    v.picklist(["none", "auto", "required"]),
    namedTool,
    v.object({ type: v.literal("allowed_tools"), mode: text, tools: v.array(namedTool) }),
  ],
  "expected none, auto, required, one function or custom tool, or allowed tools",
);

type NamedTool = v.InferOutput<typeof namedTool>;

/** A choice under the names that tools have in a chat. */
const choiceOf = (choice: v.InferOutput<typeof toolChoice> | undefined, names: ToolNames): unknown => {
  if (typeof choice !== "object") return choice;
  const named = ({ type, ...tool }: NamedTool): JsonRecord => ({ type, [type]: { name: names.inChat(tool) } });
  if (choice.type !== "allowed_tools") return named(choice);
  const { type, mode, tools } = choice;
  return { type, allowed_tools: { mode, tools: tools.map(named) } };
};

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
  tools: maybe(v.array(v.unknown(), "expected a list of tools")),
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
  const names = new ToolNames();
  const tools = new ToolReader(names);
  tools.add(fields.tools ?? [], "tools");
  const { messages, origins } = conversationOf(inputItems(fields.input), kept, names, tools);
  const leftOut = tools.leftOut();
  const system = instructions === undefined ? [] : [{ role: "system", content: instructions }];
  const chat = {
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name))),
    messages: [...system, ...messages],
    ...(tools.tools.length === 0 ? {} : { tools: tools.tools }),
    ...optional("tool_choice", choiceOf(fields.tool_choice, names)),
    ...optional("response_format", textOptions?.format),
    ...optional("verbosity", textOptions?.verbosity),
    ...optional("reasoning_effort", reasoning?.effort),
    ...optional("max_tokens", fields.max_output_tokens),
  };
  const echo = Object.fromEntries(
    REPEATED.flatMap((name) => (body[name] === undefined || body[name] === null ? [] : [[name, body[name]]])),
  );
  const places = origins.map((index) => `input.${index}`);
  const placeOf = placesOf(NAMES, {
    messages: ["input", system.length === 0 ? places : ["instructions", ...places]],
    tools: ["tools", tools.places],
  });
  const frame = { echo, toolNames: names.tools };
  return { body: chat, placeOf, beside: { frame, ...(leftOut.length === 0 ? {} : { leftOut }) } };
};
