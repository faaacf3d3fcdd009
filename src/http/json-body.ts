import { parseJson } from "../json.ts";
import type { Pull } from "../streams/stage.ts";
import { MAX_JSON_BYTES, readBoundedText } from "./bounded-text.ts";
import { redact } from "./redact.ts";
import { errorIn, MAX_DETAIL, reportedError, type Upstream, upstreamError } from "./upstream-error.ts";

/** The JSON value of an answer: at most 8 MiB, and no error object. Throws a ProviderError for anything else. */
export const readJsonBody = async (upstream: Upstream, body: Pull<Uint8Array>): Promise<unknown> => {
  const { text, complete } = await readBoundedText(body, MAX_JSON_BYTES);
  if (complete && text.trim() === "") throw upstreamError(upstream, "empty");
  const json = complete ? parseJson(text) : undefined;
  if (json === undefined) {
    // Redacted before it is cut, so that no half of a key is left at the end.
    const detail = redact(text.slice(0, 2 * MAX_DETAIL), upstream.secrets).slice(0, MAX_DETAIL);
    throw upstreamError(upstream, "malformed", { detail });
  }
  const reported = errorIn(json);
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};
