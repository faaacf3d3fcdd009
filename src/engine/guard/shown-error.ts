import { readBoundedText } from "../../http/bounded-text.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { pullFrom } from "../../streams/pull.ts";
import { plainEscapes } from "../../text/views/plain-escapes.ts";
import { type GuardedResponse, replacedError } from "./guard-response.ts";

/** Bytes of an error body that rails read. A longer one is replaced. */
const MAX_ERROR = 65_536;

/** The response without headers that a rail forbids. */
const withAllowedHeaders = (response: Response, forbids: Forbids): Response => {
  const { status, statusText, headers, body } = response;
  const lines = [...headers].map(([name, value]) => ({ name, value, line: `${name}: ${value}` }));
  if (!forbids([statusText, ...lines.map(({ line }) => line)].join("\n"))) return response;
  const read = new Headers();
  for (const { name, value, line } of lines) if (!forbids(line)) read.append(name, value);
  return new Response(body, { status, statusText: forbids(statusText) ? "" : statusText, headers: read });
};

/** Whether a rail forbids a body, as written or with its JSON escapes undone. */
const isForbidden = async (body: ReadableStream<Uint8Array>, forbids: Forbids): Promise<boolean> => {
  const { text, complete } = await readBoundedText(pullFrom(body), MAX_ERROR);
  return !complete || forbids(text) || forbids(plainEscapes(text));
};

/** The provider's own error response, or a replaced one if a rail forbids its text. */
export const shownError = async (guarded: GuardedResponse, forbids: Forbids): Promise<Response> => {
  const response = withAllowedHeaders(guarded.response, forbids);
  const { body } = response.clone();
  if (body === null || !(await isForbidden(body, forbids))) return response;
  await response.body?.cancel();
  return replacedError({ ...guarded, response }, undefined);
};
