import { readBoundedText } from "../../http/bounded-text.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { pullFrom } from "../../streams/pull.ts";
import { plainEscapes } from "../../text/views/plain-escapes.ts";
import { type Passage, refusal } from "./guard-response.ts";

/** Bytes of an error that are read by rails. A longer one is not shown. */
const MAX_ERROR = 65_536;

/** A response without the headers that a rail forbids; itself where that is none. */
const withReadHead = (response: Response, forbids: Forbids): Response => {
  const { status, statusText, headers, body } = response;
  const lines = [...headers].map(([name, value]) => ({ name, value, line: `${name}: ${value}` }));
  if (!forbids([statusText, ...lines.map(({ line }) => line)].join("\n"))) return response;
  const read = new Headers();
  for (const { name, value, line } of lines) if (!forbids(line)) read.append(name, value);
  return new Response(body, { status, statusText: forbids(statusText) ? "" : statusText, headers: read });
};

/** Whether a rail forbids a body, as it is written or as readers of JSON take it. */
const isForbidden = async (body: ReadableStream<Uint8Array>, forbids: Forbids): Promise<boolean> => {
  const { text, complete } = await readBoundedText(pullFrom(body), MAX_ERROR);
  return !complete || forbids(text) || forbids(plainEscapes(text));
};

/** An error is shown to the code that asked as the provider wrote it, unless a rail forbids what is in it. */
export const shownError = async (passage: Passage, forbids: Forbids): Promise<Response> => {
  const response = withReadHead(passage.response, forbids);
  const { body } = response.clone();
  if (body === null || !(await isForbidden(body, forbids))) return response;
  await response.body?.cancel();
  return refusal({ ...passage, response }, undefined);
};
