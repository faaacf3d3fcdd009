import { errorIn, type Upstream, upstreamError } from "../http/upstream-error.ts";
import { isRecord, type JsonRecord, parseJson, textOf } from "../json.ts";
import { anthropicWire } from "../llm/anthropic/anthropic-wire.ts";
import { openaiWire } from "../llm/openai/openai-wire.ts";
import type { WireFormat } from "../llm/remote-model.ts";
import type { Stage, StageOutput } from "../streams/stage.ts";
import type { StreamPart } from "../types.ts";
import { messagesWire } from "../wire/anthropic/messages-wire.ts";
import { chatWire } from "../wire/openai/chat-wire.ts";
import type { ItemNames } from "../wire/responses/item-names.ts";
import { responseEvents, responsesDecoder } from "../wire/responses/responses-decoder.ts";
import { responsesWire } from "../wire/responses/responses-wire.ts";
import type { ServerSentEvent } from "../wire/sse/sse-decoder.ts";
import type { AnswerWire } from "../wire/wire.ts";

/** A format that answers of an upstream have: how it is told, read, and written. */
export interface AnswerFormat {
  readonly wire: AnswerWire;
  /** The end of the addresses that answer in it. */
  readonly path: RegExp;
  /** Whether one event, or a whole answer, is of this format. */
  readonly isEvent: (event: JsonRecord) => boolean;
  readonly isWhole: (json: JsonRecord) => boolean;
  readonly reader: (upstream: Upstream, names: ItemNames) => WireFormat;
}

const isChat = (json: JsonRecord): boolean =>
  Array.isArray(json["choices"]) || isRecord(json["usage"]) || /^(?:chat|text)[._]/.test(textOf(json["object"]));

const CHAT: AnswerFormat = {
  wire: chatWire,
  path: /\/completions$/,
  isEvent: isChat,
  isWhole: isChat,
  reader: (upstream) => openaiWire(upstream),
};

const MESSAGE_EVENT = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/;

const FORMATS: readonly AnswerFormat[] = [
  {
    wire: responsesWire,
    path: /\/responses$/,
    isEvent: ({ type }) => textOf(type).startsWith("response."),
    isWhole: ({ object, output }) => object === "response" && Array.isArray(output),
    reader: (upstream, names) => ({
      decoder: () => [responsesDecoder(upstream, names)],
      eventsOf: (json) => responseEvents(upstream, json),
    }),
  },
  {
    wire: messagesWire,
    path: /\/messages$/,
    isEvent: ({ type }) => MESSAGE_EVENT.test(textOf(type)),
    isWhole: ({ type, content }) => type === "message" && Array.isArray(content),
    reader: (upstream) => anthropicWire(upstream),
  },
  CHAT,
];

/** The format in which an address answers, if it is known. */
export const formatAt = (url: string): AnswerFormat | undefined => {
  const path = URL.parse(url)?.pathname.replace(/\/$/, "") ?? "";
  return FORMATS.find((format) => format.path.test(path));
};

/** The format of a whole answer. Throws a ProviderError for one that is not known. */
export const formatOf = (upstream: Upstream, json: unknown): AnswerFormat => {
  const format = isRecord(json) ? FORMATS.find(({ isWhole }) => isWhole(json)) : undefined;
  if (format === undefined) throw upstreamError(upstream, "unknown_format");
  return format;
};

/** Words of an API's errors: `{type: "error", error}` is Anthropic's. */
export const formatOfError = (said: string): AnswerFormat | undefined => {
  const json = parseJson(said);
  return isRecord(json) && json["type"] === "error" ? FORMATS.find(({ wire }) => wire === messagesWire) : undefined;
};

/** Events that only keep a connection, or end one, are of any format. */
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
  readonly #upstream: Upstream;
  readonly #names: ItemNames;
  #format: AnswerFormat | undefined;
  #decoder: Stage<ServerSentEvent, StreamPart> | undefined;

  constructor(upstream: Upstream, names: ItemNames) {
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
    const json = parseJson(data);
    const shown = isRecord(json) ? FORMATS.find(({ isEvent }) => isEvent(json)) : undefined;
    const isError = event === "error" || errorIn(json) !== undefined || (isRecord(json) && json["type"] === "error");
    if (shown === undefined && !isError) throw upstreamError(this.#upstream, "unknown_format");
    this.#format = shown;
    // The decoder of chats reads errors of all kinds.
    const { reader } = shown ?? CHAT;
    return reader(this.#upstream, this.#names).decoder()[0] as Stage<ServerSentEvent, StreamPart>;
  }
}
