import type { Stage } from "../../streams/stage.ts";
import { utf8 } from "../../text/utf8.ts";
import { type AnswerWire, jsonBody } from "../wire.ts";
import { errorChunk } from "./blocked-error.ts";
import { textView } from "./text-view.ts";

/** Text as bytes. */
export const textEncoder = (): Stage<string, Uint8Array> => ({
  name: "text-encoder",
  feed: (text, output) => output.enqueue(utf8(text)),
});

/**
 * The text of the answer and nothing else, as NeMo Guardrails streams it. A block or a failure is a last chunk of JSON.
 * Clients that must tell it from a model's text need another wire.
 */
export const textWire: AnswerWire = {
  name: "text",
  idPrefix: "",
  streamType: "text/plain; charset=utf-8",
  writer: () => ({ stages: [textView()], endWithError: ({ error }) => errorChunk(error) }),
  complete: ({ choices: [first] }) => ({ type: "text/plain; charset=utf-8", text: first?.content ?? "" }),
  failed: ({ error }) => jsonBody({ error }),
};
