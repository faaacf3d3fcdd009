import * as v from "valibot";
import { type JsonRecord, optional, recordOf } from "../../../json.ts";
import type { GroupedName } from "../../../wire/grouped-name.ts";
import { customArguments } from "../../../wire/tool-calls/custom-input.ts";
import { decodeTurnState } from "../../../wire/turn-state.ts";
import { callArguments, maybe, text } from "../basic-schemas.ts";
import { refuse } from "../parse.ts";
import { TOOL_SEARCH } from "./tool-names.ts";

/** The arguments of a call, which a custom tool's hold its text. */
interface WrittenArguments {
  readonly json: string;
  readonly custom?: true;
}

/** An item of the Responses API, converted for a chat. */
export type ChatPiece =
  | { readonly kind: "message"; readonly role: string; readonly content: unknown }
  | ({ readonly kind: "call"; readonly id: string; readonly tool: GroupedName } & WrittenArguments)
  | { readonly kind: "result"; readonly callId: string; readonly content: unknown }
  | { readonly kind: "reasoning"; readonly text: string; readonly state: JsonRecord }
  | LaterTools;

/** Tools that a client adds to those of the request, where a search of its own found them: the id of its call. */
export interface LaterTools {
  readonly kind: "tools";
  readonly tools: readonly unknown[];
  readonly callId?: string | undefined;
}

const NOTHING: ChatPiece = { kind: "tools", tools: [] };

const NO_FILES = "files are not kept here: send the data itself";

/** A field that is only accepted if unset. */
const unset = (reason: string) => v.optional(v.custom<unknown>((value) => value === null, reason));

const textPart = v.pipe(
  v.object({ type: v.picklist(["input_text", "output_text", "text", "summary_text", "reasoning_text"]), text }),
  v.transform((part) => ({ type: "text" as const, text: part.text })),
);

const refusalPart = v.object({ type: v.literal("refusal"), refusal: text });

const imagePart = v.pipe(
  v.object({ type: v.literal("input_image"), file_id: unset(NO_FILES), image_url: text, detail: maybe(text) }),
  v.transform(({ image_url: url, detail }) => ({
    type: "image_url" as const,
    image_url: { url, ...optional("detail", detail) },
  })),
);

const filePart = v.pipe(
  v.object({
    type: v.literal("input_file"),
    file_id: unset(NO_FILES),
    file_url: unset("the gateway fetches no files: send `file_data`"),
    file_data: text,
    filename: maybe(text),
  }),
  v.transform(({ file_data, filename }) => ({
    type: "file" as const,
    file: { file_data, ...optional("filename", filename) },
  })),
);

/** Parts in the form of chat completions are accepted as well. */
const partOfChats = v.looseObject({ type: v.picklist(["image_url", "image", "input_audio", "file", "document"]) });

const part = v.variant(
  "type",
  [textPart, refusalPart, imagePart, filePart, partOfChats],
  "expected a part of type input_text, output_text, refusal, input_image or input_file",
);

const content = v.lazy((value) => (Array.isArray(value) ? v.array(part) : text));

const message = v.pipe(
  v.object({ type: v.optional(v.literal("message")), role: text, content }),
  v.transform(({ role, content: parts }): ChatPiece => ({ kind: "message", role, content: parts })),
);

const callPiece = (
  {
    call_id: id,
    name,
    namespace,
  }: { readonly call_id: string; readonly name: string; readonly namespace?: string | undefined },
  written: WrittenArguments,
): ChatPiece => ({ kind: "call", id, tool: { name, namespace }, ...written });

const ofCall = { call_id: text, name: text, namespace: maybe(text) };

const functionCall = v.pipe(
  v.object({ type: v.literal("function_call"), ...ofCall, arguments: callArguments }),
  v.transform((call): ChatPiece => callPiece(call, { json: call.arguments })),
);

const customCall = v.pipe(
  v.object({ type: v.literal("custom_tool_call"), ...ofCall, input: text }),
  v.transform((call): ChatPiece => callPiece(call, { json: customArguments(call.input), custom: true })),
);

/** A tool result may be any value. */
const output = v.pipe(
  v.unknown(),
  v.transform((value) => value ?? ""),
);

const callResult = v.pipe(
  v.object({ type: text, call_id: text, output }),
  v.transform(({ call_id: callId, output }): ChatPiece => ({ kind: "result", callId, content: output })),
);

/** Reasoning that was encrypted elsewhere cannot be used here, and is removed. */
const reasoning = v.pipe(
  v.object({
    type: v.literal("reasoning"),
    summary: maybe(v.array(textPart)),
    content: maybe(v.array(textPart)),
    encrypted_content: maybe(text),
  }),
  v.transform(({ summary = [], content: thoughts = [], encrypted_content: sealed }): ChatPiece => {
    const thought = thoughts.length > 0 ? thoughts : summary;
    const state = sealed === undefined ? undefined : decodeTurnState(sealed);
    return { kind: "reasoning", text: thought.map((one) => one.text).join("\n"), state: state ?? {} };
  }),
);

const listOfTools = v.array(v.unknown(), "expected a list of tools");

/** Codex sends the tools of newer models this way. */
const moreTools = v.pipe(
  v.object({ type: v.literal("additional_tools"), tools: listOfTools }),
  v.transform(({ tools }): ChatPiece => ({ kind: "tools", tools })),
);

/** What tools of a provider did elsewhere says nothing to another model, and is removed, as is encrypted reasoning. */
const doneElsewhere = v.pipe(
  v.unknown(),
  v.transform((): ChatPiece => NOTHING),
);

/** A search for tools. One that a provider ran has no id: the model gets what it found without it. */
const toolSearch = v.pipe(
  v.object({ type: v.literal("tool_search_call"), call_id: maybe(text), arguments: v.optional(v.unknown()) }),
  v.transform(({ call_id: id, arguments: sent = {} }): ChatPiece => {
    if (id === undefined) return NOTHING;
    return { kind: "call", id, tool: TOOL_SEARCH, json: typeof sent === "string" ? sent : JSON.stringify(sent) };
  }),
);

const foundTools = v.pipe(
  v.object({ type: v.literal("tool_search_output"), call_id: maybe(text), tools: listOfTools }),
  v.transform(({ call_id: callId, tools }): ChatPiece => ({ kind: "tools", tools, callId })),
);

const ITEMS = {
  message,
  function_call: functionCall,
  function_call_output: callResult,
  custom_tool_call: customCall,
  custom_tool_call_output: callResult,
  reasoning,
  additional_tools: moreTools,
  tool_search_call: toolSearch,
  tool_search_output: foundTools,
  code_interpreter_call: doneElsewhere,
  file_search_call: doneElsewhere,
  image_generation_call: doneElsewhere,
  mcp_call: doneElsewhere,
  mcp_list_tools: doneElsewhere,
  web_search_call: doneElsewhere,
} as const;

const OTHERS =
  "only messages, calls of functions and custom tools, their outputs, searches for tools, reasoning and additional tools are accepted: no rail would read other items";

/** The schema of an item. Throws for an unsupported type. */
export const itemSchema = (item: unknown, at: string): v.GenericSchema<unknown, ChatPiece> => {
  const type = recordOf(item)["type"];
  const schema = Object.entries(ITEMS).find(([name]) => name === (type ?? "message"))?.[1];
  if (schema === undefined) throw refuse(`Invalid value for \`${at}.type\`: ${OTHERS}`, `${at}.type`);
  return schema;
};
