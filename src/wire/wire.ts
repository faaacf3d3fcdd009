import type { Stage } from "../streams/stage.ts";
import type { Outcome } from "../types.ts";
import type { Answer } from "./answer.ts";
import type { Failure } from "./failure.ts";
import type { ItemNames } from "./responses/item-names.ts";

/** What stands around an answer, and what its reader and its config asked for. */
export interface AnswerFrame {
  /** Used unless the frame is an upstream's own and that gave one. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Used until, and unless, the provider names its model. */
  readonly model: string;
  /** Whether id, time and fingerprint are those of the upstream where it gives some. Default false. */
  readonly keepsUpstream?: boolean;
  /** What the upstream calls the items of its answer, where the frame is its own and its format has items. */
  readonly itemNames?: ItemNames;
  /**
   * Whether a stream ends with its usage, in formats where clients ask for that. `reported`: where the upstream reported
   * it, since whoever did not ask expects no chunk of it. Default false.
   */
  readonly includeUsage?: boolean | "reported";
  /**
   * What a block looks like. `content_filter` (default): a finish reason, with the verdict beside it. `error`: an error as
   * NeMo Guardrails sends it. `message`: as the first, after a last text saying so.
   */
  readonly onBlock?: "content_filter" | "error" | "message";
  /** The text of `onBlock: "message"`. */
  readonly blockMessage?: string;
  /** Fields of the request that its answer repeats, in formats that do so. Default: none. */
  readonly echo?: Readonly<Record<string, unknown>>;
  /** More that is told under `guardrails`. Asked once, when the answer is over. */
  readonly closing?: () => Readonly<Record<string, unknown>>;
}

/** A piece of an answer that its reader may refer to by this id. */
export interface WireItem {
  readonly id: string;
}

/** What of an answer was written so far. */
export interface WrittenItems {
  /** As its reader saw them. */
  readonly items: readonly WireItem[];
  /** Whether nothing follows. */
  readonly over: boolean;
}

/** A body in one piece. */
export interface WireBody {
  readonly type: string;
  readonly text: string;
  /** What its reader may refer to, in formats where answers are made of such. */
  readonly items?: readonly WireItem[];
}

/** One streamed answer while it is written. */
export interface AnswerWriter {
  /** What turns its parts into text: it leaves as UTF-8. */
  readonly stages: readonly Stage<never, unknown>[];
  /** What ends it where it broke, after whatever has left, which may be nothing. */
  endWithError(failure: Failure): string;
  /** What its reader may refer to, in formats where answers are made of such. */
  readonly written?: WrittenItems;
}

/**
 * A format in which answers leave, streamed or whole. It keeps nothing: each answer gets a writer of its own. A failure is
 * written in it too, since a reader of one format cannot read another's.
 */
export interface AnswerWire {
  readonly name: string;
  /** What the ids of its answers begin with. */
  readonly idPrefix: string;
  /** The content type of a streamed answer. */
  readonly streamType: string;
  /** What may stand between two chunks and is read as nothing, for connections that are silent. Absent: there is no such thing. */
  readonly heartbeat?: string;
  /** Begins a streamed answer. */
  writer(frame: AnswerFrame): AnswerWriter;
  /** A complete answer. */
  complete(answer: Answer, outcome: Outcome, frame: AnswerFrame): WireBody;
  /** The body of an answer that is an error from the start. */
  failed(failure: Failure): WireBody;
}

/** A JSON body. */
export const jsonBody = (value: unknown): WireBody => ({ type: "application/json", text: JSON.stringify(value) });

/** Headers of a streamed answer: nobody between here and its reader may gather, cache or compress it. */
export const streamHeaders = ({ streamType }: AnswerWire): Readonly<Record<string, string>> => ({
  "content-type": streamType,
  // Compression in between would gather the chunks; proxies of the nginx kind would too.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
});

/** A body of a wire as the whole of a response. */
export const bodyResponse = ({ type, text }: WireBody, init: ResponseInit = {}): Response => {
  const headers = new Headers(init.headers);
  headers.set("content-type", type);
  return new Response(text, { ...init, headers });
};
