import { errorIn } from "../../http/reported-error.ts";
import { type Upstream, upstreamError } from "../../http/upstream-error.ts";
import { isRecord, parseJson, parseServerJson } from "../../json.ts";
import type { AnswerFormat } from "../../llm/answer-format.ts";
import { chatFormat } from "../../llm/openai/chat-format.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { ItemNames } from "../../wire/responses/item-names.ts";
import type { ServerSentEvent } from "../../wire/sse/sse-decoder.ts";

/** The known formats, the most specific first. */
export type Formats = readonly AnswerFormat[];

/** The format that an endpoint answers in, if it is known. */
export const formatAt = (formats: Formats, url: string): AnswerFormat | undefined => {
  const path = URL.parse(url)?.pathname.replace(/\/$/, "") ?? "";
  return formats.find((format) => format.path.test(path));
};

/** The format of a whole answer. Throws a ProviderError for one that is not known. */
export const formatOf = (formats: Formats, upstream: Upstream, json: unknown): AnswerFormat => {
  const format = isRecord(json) ? formats.find(({ isWhole }) => isWhole(json)) : undefined;
  if (format === undefined) throw upstreamError(upstream, "unknown_format");
  return format;
};

/** The format that this error body belongs to, if it is specific to one. */
export const formatOfError = (formats: Formats, body: string): AnswerFormat | undefined => {
  const json = parseJson(body);
  return isRecord(json) ? formats.find(({ isError }) => isError?.(json) === true) : undefined;
};

/** Keep-alive and `[DONE]` events do not show a format. */
const isBlank = ({ data, event }: ServerSentEvent): boolean => {
  const text = data.trim();
  return (
    text === "" || text === "[DONE]" || text.startsWith(":") || event === "ping" || /^\{"type": ?"ping"/.test(text)
  );
};

/**
 * Reads a stream in the format that its first event shows, and remembers it. Where that event is an error, it is one in
 * any format.
 */
export class FormatDecoder implements Stage<ServerSentEvent, StreamPart> {
  readonly name = "format-decoder";
  readonly #formats: Formats;
  readonly #upstream: Upstream;
  readonly #names: ItemNames;
  #format: AnswerFormat | undefined;
  #decoder: Stage<ServerSentEvent, StreamPart> | undefined;

  constructor(formats: Formats, upstream: Upstream, names: ItemNames) {
    this.#formats = formats;
    this.#upstream = upstream;
    this.#names = names;
  }

  /** The format, once an event has shown it. */
  get format(): AnswerFormat | undefined {
    return this.#format;
  }

  feed(event: ServerSentEvent, output: StageOutput<StreamPart>): void {
    if (this.#decoder === undefined && isBlank(event)) return;
    this.#decoder ??= this.#decoderFor(event);
    this.#decoder.feed(event, output);
  }

  end(output: StageOutput<StreamPart>): void {
    if (this.#decoder === undefined) throw upstreamError(this.#upstream, "empty");
    this.#decoder.end?.(output);
  }

  #decoderFor({ data, event }: ServerSentEvent): Stage<ServerSentEvent, StreamPart> {
    const json = parseServerJson(data);
    const shown = isRecord(json) ? this.#formats.find(({ isEvent }) => isEvent(json)) : undefined;
    const isError = event === "error" || errorIn(json) !== undefined || (isRecord(json) && json["type"] === "error");
    if (shown === undefined && !isError) throw upstreamError(this.#upstream, "unknown_format");
    this.#format = shown;
    // The decoder of chats reads errors of all kinds.
    const { reader } = shown ?? chatFormat;
    return reader(this.#upstream, this.#names).decoder()[0] as Stage<ServerSentEvent, StreamPart>;
  }
}
