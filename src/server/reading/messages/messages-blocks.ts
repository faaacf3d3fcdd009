import * as v from "valibot";
import { type JsonRecord, parseJson, recordOf, textOf } from "../../../json.ts";
import { decodeTurnState } from "../../../wire/turn-state.ts";
import { base64, maybe, record, text } from "../basic-schemas.ts";
import { refuse } from "../parse.ts";
import type { TurnCall } from "../translated.ts";

/** A block of the Messages API, converted for a chat. */
export type BlockPiece =
  | { readonly kind: "parts"; readonly parts: readonly JsonRecord[] }
  | { readonly kind: "call"; readonly call: TurnCall }
  | { readonly kind: "result"; readonly callId: string; readonly content: unknown }
  | { readonly kind: "thought"; readonly text: string; readonly block?: JsonRecord }
  | { readonly kind: "state"; readonly state: JsonRecord };

const textBlock = v.pipe(
  v.object({ type: v.literal("text"), text }),
  v.transform(({ text: content }): BlockPiece => ({ kind: "parts", parts: [{ type: "text", text: content }] })),
);

const dataUrl = ({ media_type: type, data }: { readonly media_type: string; readonly data: string }): string =>
  `data:${type};base64,${data}`;

/** Base64 data of one of the types that the API allows. */
const base64Source = <const T extends readonly string[]>(types: T) =>
  v.object({
    type: v.literal("base64"),
    media_type: v.picklist(types, `expected one of ${types.join(", ")}`),
    data: base64,
  });

const imageSource = base64Source(["image/jpeg", "image/png", "image/gif", "image/webp"]);

const NO_FILES = "expected a source of type base64 or url: files are not kept here";

const imageBlock = v.pipe(
  v.object({
    type: v.literal("image"),
    source: v.variant("type", [imageSource, v.object({ type: v.literal("url"), url: text })], NO_FILES),
  }),
  v.transform(({ source }): BlockPiece => {
    const url = source.type === "url" ? source.url : dataUrl(source);
    return { kind: "parts", parts: [{ type: "image_url", image_url: { url } }] };
  }),
);

const isText = (part: JsonRecord): boolean => part["type"] === "text";

/** The texts of a block, preceded by its title and source. Consecutive texts are joined. */
const readParts = (about: readonly (string | undefined)[], read: readonly JsonRecord[]): BlockPiece => {
  const lines = about.filter((line) => line !== undefined).map((line) => ({ type: "text", text: line }));
  const all = [...lines, ...read];
  if (!all.every(isText)) return { kind: "parts", parts: all };
  return { kind: "parts", parts: [{ type: "text", text: all.map((part) => String(part["text"])).join("\n") }] };
};

/** The content parts, without calls, results and reasoning. */
export const partsOf = (pieces: readonly BlockPiece[]): readonly JsonRecord[] =>
  pieces.flatMap((piece) => (piece.kind === "parts" ? piece.parts : []));

const pieceOfDocument = v.variant("type", [textBlock, imageBlock], "expected a block of type text or image");

const chunks = v.pipe(
  v.lazy((value) => (Array.isArray(value) ? v.array(pieceOfDocument) : text)),
  v.transform((content) => (typeof content === "string" ? [{ type: "text", text: content }] : partsOf(content))),
);

/** A text document is read as text. */
const documentBlock = v.pipe(
  v.object({
    type: v.literal("document"),
    source: v.variant(
      "type",
      [
        base64Source(["application/pdf"]),
        v.object({ type: v.literal("text"), data: text }),
        v.object({ type: v.literal("content"), content: chunks }),
      ],
      "expected a source of type base64, text or content: no files are kept here",
    ),
    title: maybe(text),
    context: maybe(text),
  }),
  v.transform(({ source, title, context }): BlockPiece => {
    if (source.type === "text") return readParts([title, context], [{ type: "text", text: source.data }]);
    if (source.type === "content") return readParts([title, context], source.content);
    return readParts([title, context], [{ type: "file", file: { file_data: dataUrl(source) } }]);
  }),
);

/** A search result of the client's own search. */
const searchResult = v.pipe(
  v.object({ type: v.literal("search_result"), source: text, title: text, content: chunks }),
  v.transform(({ title, source, content }) => readParts([title, source], content)),
);

/** The input of a tool. Some clients send its JSON text, or nothing for an empty input. */
const toolInput = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === "string" ? parseJson(value || "{}") : (value ?? {}))),
  record,
);

const toolUse = v.pipe(
  v.object({ type: v.literal("tool_use"), id: text, name: text, input: toolInput }),
  v.transform(({ id, name, input }): BlockPiece => ({
    kind: "call",
    call: { id, type: "function", function: { name, arguments: JSON.stringify(input) } },
  })),
);

/** A tool that the client's tool search found. All tools are sent anyway. */
const toolReference = v.pipe(
  v.object({ type: v.literal("tool_reference"), tool_name: text }),
  v.transform(({ tool_name: name }) => readParts([], [{ type: "text", text: name }])),
);

const resultPart = v.pipe(
  v.variant(
    "type",
    [textBlock, imageBlock, documentBlock, searchResult, toolReference],
    "expected a block of type text, image, document, search_result or tool_reference",
  ),
  v.transform((piece) => partsOf([piece])),
);

/** `is_error` is dropped, since a chat has no field for it; the text says so. */
const toolResult = v.pipe(
  v.object({
    type: v.literal("tool_result"),
    tool_use_id: text,
    content: maybe(v.lazy((value) => (Array.isArray(value) ? v.array(resultPart) : text))),
  }),
  v.transform(({ tool_use_id: callId, content = "" }): BlockPiece => ({
    kind: "result",
    callId,
    content: typeof content === "string" ? content : content.flat(),
  })),
);

const thinking = v.pipe(
  v.object({ type: v.literal("thinking"), thinking: text, signature: maybe(text) }),
  v.transform(({ thinking: reasoning, signature = "" }): BlockPiece => {
    if (signature === "") return { kind: "thought", text: reasoning };
    return { kind: "thought", text: reasoning, block: { type: "thinking", thinking: reasoning, signature } };
  }),
);

const redacted = v.pipe(
  v.object({ type: v.literal("redacted_thinking"), data: text }),
  v.transform(({ data }): BlockPiece => {
    const state = decodeTurnState(data);
    return state === undefined
      ? { kind: "thought", text: "", block: { type: "redacted_thinking", data } }
      : { kind: "state", state };
  }),
);

/** A summary that takes the place of earlier turns. */
const compaction = v.pipe(
  v.object({ type: v.literal("compaction"), content: maybe(text) }),
  v.transform(({ content = "" }): BlockPiece => ({
    kind: "parts",
    parts: content === "" ? [] : [{ type: "text", text: content }],
  })),
);

/** Blocks of tools that a provider ran elsewhere. They say nothing to another model, and are removed. */
const DONE_ELSEWHERE = /^(?:server_tool_use|mcp_tool_use|container_upload|\w+_tool_result)$/;

const doneElsewhere = v.pipe(
  v.unknown(),
  v.transform((): BlockPiece => ({ kind: "parts", parts: [] })),
);

/** The roles of a message. */
export type MessageRole = "user" | "assistant" | "system";

const BLOCKS: Readonly<Record<MessageRole, Readonly<Record<string, v.GenericSchema<unknown, BlockPiece>>>>> = {
  user: {
    text: textBlock,
    image: imageBlock,
    document: documentBlock,
    search_result: searchResult,
    tool_result: toolResult,
  },
  assistant: { text: textBlock, tool_use: toolUse, thinking, redacted_thinking: redacted, compaction },
  system: { text: textBlock },
};

/** The schema of a block. Throws for an unsupported type. */
export const blockSchema = (role: MessageRole, block: unknown, at: string): v.GenericSchema<unknown, BlockPiece> => {
  const schemas = Object.entries(BLOCKS[role]);
  const type = recordOf(block)["type"];
  const schema = schemas.find(([name]) => name === type)?.[1];
  if (schema !== undefined) return schema;
  if (role === "assistant" && DONE_ELSEWHERE.test(textOf(type))) return doneElsewhere;
  const names = schemas.map(([name]) => name).join(", ");
  throw refuse(`Invalid value for \`${at}.type\`: expected one of ${names}: no rail reads other blocks`, `${at}.type`);
};
