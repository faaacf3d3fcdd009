import type { ProviderError } from "../errors.ts";
import { parseServerJson } from "../json.ts";
import type { Pull } from "../streams/stage.ts";
import { MAX_JSON_BYTES, readBoundedText } from "./bounded-text.ts";
import { redact } from "./redact.ts";
import { errorIn, MAX_DETAIL, reportedError } from "./reported-error.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** The text of an answer, at most 8 MiB. Throws a ProviderError for more, and for an empty text. */
export const bodyText = async (upstream: Upstream, body: Pull<Uint8Array>): Promise<string> => {
  const { text, complete } = await readBoundedText(body, MAX_JSON_BYTES);
  if (complete && text.trim() === "") throw upstreamError(upstream, "empty");
  if (!complete) throw malformed(upstream, text);
  return text;
};

const malformed = (upstream: Upstream, text: string): ProviderError => {
  // Redacted before it is truncated, so that half a key cannot remain at the end.
  const detail = redact(text.slice(0, 2 * MAX_DETAIL), upstream.secrets).slice(0, MAX_DETAIL);
  return upstreamError(upstream, "malformed", { detail });
};

/** The JSON value of a text. Throws a ProviderError if it is not JSON, or is an error object. */
export const jsonOf = (upstream: Upstream, text: string): unknown => {
  const json = parseServerJson(text);
  if (json === undefined) throw malformed(upstream, text);
  const reported = errorIn(json);
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};

/** The JSON value of an answer of at most 8 MiB. Throws a ProviderError for anything else, and for an error object. */
export const readJsonBody = async (upstream: Upstream, body: Pull<Uint8Array>): Promise<unknown> =>
  jsonOf(upstream, await bodyText(upstream, body));

/** The JSON values of an answer with one on every line, within the same limits. */
export const readJsonLines = async (upstream: Upstream, body: Pull<Uint8Array>): Promise<readonly unknown[]> => {
  const lines = (await bodyText(upstream, body)).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => jsonOf(upstream, line));
};
