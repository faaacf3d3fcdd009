import { type BoundedText, MAX_JSON_BYTES, readBoundedText } from "./bounded-text.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import { guardBody } from "./body-guard.ts";
import type { CallLimits } from "./call-limits.ts";
import { parseJson } from "../json.ts";
import type { Runtime } from "./runtime.ts";
import { providerError, reportedError } from "./upstream-error.ts";
import { redact, errorIn, statusError } from "./status-error.ts";
import { withDeadline } from "./timers.ts";
import type { Answer, Transport } from "./transport.ts";

/** Where a model's calls go. The URL and the headers are fixed when the model is made: no request can change them. */
export interface HttpTarget {
  readonly engine: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Texts that must not appear in what is kept of an error. */
  readonly secrets: readonly string[];
  readonly limits: CallLimits;
  readonly runtime: Runtime;
}

const MAX_ERROR_BYTES = 8192;

/** Reads at most `max` bytes of a body as text, then lets go of it. */
const readText = async (
  target: HttpTarget,
  response: Response,
  max: number,
  signal?: AbortSignal,
): Promise<BoundedText> => {
  if (response.body === null) return { text: "", complete: true };
  const { engine, limits, runtime } = target;
  const guard = guardBody({ engine, idleMs: limits.idleMs, runtime, signal });
  return readBoundedText(pullThrough<Uint8Array>(pullFrom(response.body), [guard]), max);
};

const send = (target: HttpTarget, body: unknown, signal?: AbortSignal): Promise<Response> => {
  const { engine, url, headers, limits, runtime } = target;
  const { fetch } = runtime;
  const late = (): Error => providerError(engine, "connect_timeout");
  return withDeadline({ runtime, ms: limits.connectMs, signal, late }, async (signal) => {
    try {
      return await fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual", signal });
    } catch (cause) {
      throw providerError(engine, "connection", { cause });
    }
  });
};

/** A key belongs to one origin, so a redirect is not followed. */
const isRedirect = ({ status, type }: Response): boolean =>
  type === "opaqueredirect" || (status >= 300 && status < 400);

const refuse = async (target: HttpTarget, response: Response, signal?: AbortSignal): Promise<never> => {
  if (isRedirect(response)) {
    response.body?.cancel().catch(() => {});
    throw providerError(target.engine, "malformed", {
      status: response.status,
      detail: "The upstream sent a redirect",
    });
  }
  const said = await readText(target, response, MAX_ERROR_BYTES, signal).catch(() => ({ text: "" }));
  signal?.throwIfAborted();
  throw statusError(target.engine, response, redact(said.text, target.secrets));
};

const readJson = async (target: HttpTarget, response: Response, signal?: AbortSignal): Promise<Answer> => {
  const { text, complete } = await readText(target, response, MAX_JSON_BYTES, signal);
  if (text.trim() === "") throw providerError(target.engine, "empty");
  const json = complete ? parseJson(text) : undefined;
  if (json === undefined) {
    const detail = redact(text.slice(0, MAX_ERROR_BYTES), target.secrets);
    throw providerError(target.engine, "malformed", { detail });
  }
  const reported = errorIn(json);
  if (reported !== undefined) throw reportedError(target.engine, reported);
  return { type: "json", json };
};

/** POSTs JSON with the injected fetch. The answer is a stream of bytes, or JSON for a request that asked for no stream. */
export const httpTransport =
  (target: HttpTarget): Transport =>
  async (body, signal) => {
    const response = await send(target, body, signal);
    if (!response.ok) return refuse(target, response, signal);
    const type = response.headers.get("content-type") ?? "";
    const isStream = /event-stream/i.test(type) || (body["stream"] === true && !/json|html/i.test(type));
    if (!isStream) return readJson(target, response, signal);
    if (response.body === null) throw providerError(target.engine, "empty");
    return { type: "body", body: response.body };
  };
