import type { Stage } from "../streams/stage.ts";
import type { Outcome } from "../types/verdict.ts";
import type { Answer } from "./answer.ts";
import type { Failure } from "./failure.ts";
import type { GroupedName } from "./grouped-name.ts";
import type { ItemNames } from "./responses/item-names.ts";

/** The metadata of an answer, and what the client and the config asked for. */
export interface AnswerFrame {
  /** Used unless `keepsUpstream` is set and the upstream gave one. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Used until the provider reports its model. */
  readonly model: string;
  /** Whether id, time and fingerprint are the upstream's, if it gives them. Default false. */
  readonly keepsUpstream?: boolean;
  /** What the upstream calls its items and tools, if the answer keeps it and its format has items. */
  readonly itemNames?: ItemNames;
  /**
   * Whether a stream ends with its usage, in formats where clients request that. `reported`: only if the upstream
   * reported it, since a client that did not ask expects no such chunk. Default false.
   */
  readonly includeUsage?: boolean | "reported";
  /**
   * What a block looks like. `content_filter` (default): a finish reason, with the verdict beside it. `error`: an
   * error, as in NeMo Guardrails. `message`: like the first, after a last text.
   */
  readonly onBlock?: "content_filter" | "error" | "message";
  /** The text of `onBlock: "message"`. */
  readonly blockMessage?: string;
  /** Fields of the request that the answer repeats, in formats that do so. Default: none. */
  readonly echo?: Readonly<Record<string, unknown>>;
  /** What the client calls its tools, by the names under which the model was told them. Default: the same. */
  readonly toolNames?: ReadonlyMap<string, GroupedName>;
  /** Further fields of `guardrails`. Called once, when the answer has ended. */
  readonly closing?: () => Readonly<Record<string, unknown>>;
}

/** What a request determines of the frame of its answer. */
export type RequestFrame = Pick<AnswerFrame, "echo" | "toolNames">;

/** A piece of an answer that clients may refer to by this id. */
export interface WireItem {
  readonly id: string;
}

/** What has been written of an answer. */
export interface WrittenItems {
  /** As the client has received them. */
  readonly items: readonly WireItem[];
  /** Whether nothing follows. */
  readonly over: boolean;
}

/** A complete body. */
export interface WireBody {
  readonly type: string;
  readonly text: string;
  /** What clients may refer to, in formats with items. */
  readonly items?: readonly WireItem[];
}

/** Writes one streamed answer. */
export interface AnswerWriter {
  /** Turn its parts into text, which is sent as UTF-8. */
  readonly stages: readonly Stage<never, unknown>[];
  /** The text that ends a broken stream, after whatever has been sent, which may be nothing. */
  endWithError(failure: Failure): string;
  /** What clients may refer to, in formats with items. */
  readonly written?: WrittenItems;
}

/**
 * A format in which answers are sent, streamed or complete. It has no state: each answer gets its own writer. Failures
 * are written in it too, since clients of one format cannot read another. The opposite direction, reading a provider's
 * answers, is an `AnswerReader`.
 */
export interface AnswerWire {
  readonly name: string;
  /** The prefix of the ids of its answers. */
  readonly idPrefix: string;
  /** The content type of a streamed answer. */
  readonly streamType: string;
  /** Text that clients ignore, for silent connections. Absent if the format has none. */
  readonly heartbeat?: string;
  /** Starts a streamed answer. */
  writer(frame: AnswerFrame): AnswerWriter;
  /** A complete answer. */
  complete(answer: Answer, outcome: Outcome, frame: AnswerFrame): WireBody;
  /** The body of an answer that failed before it started. */
  failed(failure: Failure): WireBody;
}

/** A JSON body. */
export const jsonBody = (value: unknown): WireBody => ({ type: "application/json", text: JSON.stringify(value) });

/** Headers of a streamed answer: proxies must not buffer, cache or compress it. */
export const streamHeaders = ({ streamType }: AnswerWire): Readonly<Record<string, string>> => ({
  "content-type": streamType,
  // Compression would buffer chunks, and so would nginx without the header below.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
});

/** A complete body as a response. */
export const bodyResponse = ({ type, text }: WireBody, init: ResponseInit = {}): Response => {
  const headers = new Headers(init.headers);
  headers.set("content-type", type);
  return new Response(text, { ...init, headers });
};
