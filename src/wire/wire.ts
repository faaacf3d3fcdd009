import type { Stage } from "../streams/stage.ts";
import type { Outcome } from "../types.ts";
import type { Answer } from "./answer.ts";
import type { ErrorObject } from "./failure.ts";

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
  /** Whether the client asked for usage. Default false. */
  readonly includeUsage?: boolean;
  /**
   * What a block looks like. `content_filter` (default): a finish reason, with the verdict beside it. `error`: an error as
   * NeMo Guardrails sends it. `message`: as the first, after a last text saying so.
   */
  readonly onBlock?: "content_filter" | "error" | "message";
  /** The text of `onBlock: "message"`. */
  readonly blockMessage?: string;
  /** More that is told under `guardrails`. Asked once, when the answer is over. */
  readonly closing?: () => Readonly<Record<string, unknown>>;
}

/** A body in one piece. */
export interface WireBody {
  readonly type: string;
  readonly text: string;
}

/**
 * A format in which answers leave, streamed or whole. It keeps nothing: each answer gets stages of its own. A failure is
 * written in it too, since a reader of one format cannot read another's.
 */
export interface AnswerWire {
  readonly name: string;
  /** The content type of a streamed answer. */
  readonly streamType: string;
  /** What may stand between two chunks and is read as nothing, for connections that are silent. Absent: there is no such thing. */
  readonly heartbeat?: string;
  /** A new row of stages that turns the parts of one answer into bytes. */
  stages(frame: AnswerFrame): readonly Stage<never, unknown>[];
  /** What ends a streamed answer that broke, after whatever has left. */
  brokenOff(error: ErrorObject): string;
  /** A complete answer. */
  complete(answer: Answer, outcome: Outcome, frame: AnswerFrame): WireBody;
  /** The body of an answer that is an error from the start. */
  failed(error: ErrorObject): WireBody;
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
