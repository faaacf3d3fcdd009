import { type JsonRecord, parseJson, recordOf, textOf } from "../../json.ts";
import type { NativePart } from "../ai/native-answer.ts";

/** A chunk of Mastra's stream. */
export interface Chunk {
  readonly type: string;
  readonly payload: JsonRecord;
  readonly runId?: unknown;
  readonly from?: unknown;
}

const native = (part: object): NativePart => part as NativePart;

const CONTENT_TYPES: ReadonlySet<string> = new Set([
  "text-start",
  "text-end",
  "reasoning-start",
  "reasoning-end",
  "source",
  "file",
]);

/** The content of a chunk as parts of a model. Undefined for chunks without content of the model. */
export const partsOfChunk = ({ type, payload }: Chunk): readonly NativePart[] | undefined => {
  if (type === "text-delta" || type === "reasoning-delta")
    return [native({ ...payload, type, delta: payload["text"] })];
  if (CONTENT_TYPES.has(type)) return [native({ mediaType: payload["mimeType"], ...payload, type })];
  if (type !== "tool-call") return undefined;
  const { args, ...call } = payload;
  return [native({ ...call, type, input: JSON.stringify(args ?? {}) })];
};

/** A part as a chunk, with the run id and origin of another one. */
export const chunkOf = (part: NativePart, { runId, from }: Chunk): Chunk => {
  const { type, ...fields } = part as unknown as JsonRecord & { readonly type: string };
  const chunk = { type, runId, from };
  if (type === "text-delta" || type === "reasoning-delta")
    return { ...chunk, payload: { id: fields["id"], text: fields["delta"] } };
  if (type !== "tool-call") return { ...chunk, payload: fields };
  const { input, ...call } = fields;
  return { ...chunk, payload: { ...call, args: parseJson(textOf(input)) } };
};

/** The end of a step as a `finish` part of a model. */
export const finishOf = ({ payload }: Chunk): NativePart => {
  const { reason = "tool-calls" } = recordOf(payload["stepResult"]);
  const { inputTokens, outputTokens } = recordOf(recordOf(payload["output"])["usage"]);
  return native({
    type: "finish",
    finishReason: { unified: reason, raw: textOf(reason) },
    usage: { inputTokens: { total: inputTokens }, outputTokens: { total: outputTokens } },
  });
};
