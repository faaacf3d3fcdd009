import * as v from "valibot";
import { isPlainData } from "../../../rails/request/data-url.ts";
import { hasMediaType } from "../../../rails/request/media-type.ts";
import type { ContentPart } from "../../../types/chat-message.ts";
import { base64, callId, functionName, maybe, type SchemaOf, text } from "../basic-schemas.ts";
import { asChatPart } from "./foreign-parts.ts";

/** Also under the names of the Responses API, whose answers clients keep in their history. */
const textPart = v.pipe(
  v.object({ type: v.picklist(["text", "input_text", "output_text"]), text }),
  v.transform(({ text }) => ({ type: "text" as const, text })),
);

const mediaUrl = v.pipe(
  v.string("expected a URL"),
  v.regex(/^(?:https?:\/\/|data:)\S+$/i, "expected an http(s) or data URL"),
  v.check(hasMediaType, "expected a media type such as image/png between `data:` and `;base64,`"),
  v.check(isPlainData, "expected Base64 behind `;base64,`"),
);

/** The only part of a file that rails and the model see as text is its name. */
const fileName = v.pipe(
  text,
  // oxlint-disable-next-line no-control-regex
  v.regex(/^[^\u0000-\u001f\u007f]{1,255}$/, "expected a name of at most 255 characters, without control characters"),
);

const fileData = v.union([mediaUrl, base64], "expected a data URL or Base64");

const DETAILS = ["auto", "low", "high", "original"] as const;

const image = v.object(
  { url: mediaUrl, detail: maybe(v.picklist(DETAILS, `expected one of ${DETAILS.join(", ")}`)) },
  "expected an object with a URL",
);

/** Mistral's clients send the URL directly instead of the object. */
const imagePart = v.object({
  type: v.literal("image_url"),
  image_url: v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === "string" ? { url: value } : value)),
    image,
  ),
});

const audioPart = v.object({
  type: v.literal("input_audio"),
  input_audio: v.object({ data: base64, format: functionName }),
});

const filePart = v.object({
  type: v.literal("file"),
  file: v.pipe(
    v.object({ file_id: maybe(callId), file_data: maybe(fileData), filename: maybe(fileName) }),
    v.check(({ file_id: id, file_data: data }) => (id ?? data) !== undefined, "expected a `file_data` or a `file_id`"),
  ),
});

/** A refusal of an earlier turn is text, and rails read it. */
const refusalPart = v.pipe(
  v.object({ type: v.literal("refusal"), refusal: v.string() }),
  v.transform(({ refusal }) => ({ type: "text" as const, text: refusal })),
);

/** Video or audio by URL, as in vLLM, OpenRouter and Moonshot. */
const filmPart = v.object({ type: v.literal("video_url"), video_url: v.object({ url: mediaUrl }) });
const soundPart = v.object({ type: v.literal("audio_url"), audio_url: v.object({ url: mediaUrl }) });

/** A content part of a message. */
export const part: SchemaOf<ContentPart> = v.pipe(
  v.unknown(),
  v.transform(asChatPart),
  v.variant(
    "type",
    [textPart, imagePart, audioPart, filePart, filmPart, soundPart, refusalPart],
    "expected a part of type text, image_url, input_audio, video_url, file or refusal: calls belong into `tool_calls`, results into messages of the role tool",
  ),
);
