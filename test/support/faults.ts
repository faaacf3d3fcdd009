import { gzipSync } from "node:zlib";
import type { Wire } from "./fault-server.ts";
import { TEXT } from "./fault-text.ts";

/** Answers one request with its fault. `attempt` counts equal requests, from 1. */
export type Fault = (wire: Wire, attempt: number) => void;

type Json = Readonly<Record<string, unknown>>;

/** A chunk of a chat completion with the given choices. */
export const chunkOf = (choices: unknown, extra: Json = {}): Json => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m-1",
  choices,
  ...extra,
});

export const delta = (content: string | null, index = 0): Json =>
  chunkOf([{ index, delta: { content }, finish_reason: null }]);

const ROLE: Json = chunkOf([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]);

export const finish = (index = 0, reason = "stop", extra: Json = {}): Json =>
  chunkOf([{ index, delta: {}, finish_reason: reason }], extra);

const USAGE = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } as const;

const PIECES: readonly Json[] = ["Hello", ", wörld", " 🌍"].map((text) => delta(text));

const GOOD: readonly unknown[] = [ROLE, ...PIECES, finish(), chunkOf([], { usage: USAGE }), "[DONE]"];

/** The correct answer as an event stream. */
export const goodStream = (lineEnd = "\n"): string =>
  GOOD.map((data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}${lineEnd}${lineEnd}`).join("");

export const UPSTREAM_SECRET = "sk-upstream-0123456789abcdef";

const SECRET_PAGE = `<html><body>Traceback: key ${UPSTREAM_SECRET} at http://10.0.0.7/internal</body></html>`;

const all =
  (...data: readonly unknown[]): Fault =>
  (wire) =>
    wire
      .head()
      .events(...data)
      .end();

const text =
  (body: string | Uint8Array): Fault =>
  (wire) =>
    wire.head().chunk(body).end();

const byteByByte: Fault = (wire) => {
  wire.head();
  for (const byte of Buffer.from(goodStream())) wire.chunk(Uint8Array.of(byte));
  wire.end();
};

const completion = (extra: Json = {}): string =>
  JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "m-1",
    choices: [{ index: 0, message: { role: "assistant", content: TEXT }, finish_reason: "stop" }],
    usage: USAGE,
    ...extra,
  });

const json =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Fault =>
  (wire) =>
    wire.answer(status, "application/json", body, headers);

const LIMITED = '{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}';

/** Fails at the first attempt, and answers the second. */
const once =
  (fault: Fault): Fault =>
  (wire, attempt) =>
    attempt === 1 ? fault(wire, attempt) : all(...GOOD)(wire, attempt);

const invalidUtf8 = Buffer.concat([
  Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"a'),
  Buffer.from([0xff, 0xc3]),
  Buffer.from(`b"}}]}\n\ndata: ${JSON.stringify(finish())}\n\n`),
]);

/** The rows of the fault table, by model name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  good: all(...GOOD),
  "no-done": all(ROLE, ...PIECES, finish()),
  "no-end": all(ROLE, ...PIECES),
  "done-only": all(ROLE, ...PIECES, "[DONE]"),
  "reset-mid-event": (wire) => {
    wire
      .head(200)
      .events(ROLE, ...PIECES)
      .chunk('data: {"choices":[{"ind');
    wire.reset();
  },
  "eof-in-json": (wire) => {
    wire
      .head()
      .events(ROLE, ...PIECES)
      .chunk('data: {"choices":[{"ind')
      .end();
  },
  "eof-of-close": (wire) => {
    wire.head(200, { connection: "close" }).raw(`data: ${JSON.stringify(PIECES[0])}\n\ndata: {"cho`);
    wire.socket.end();
  },
  empty: (wire) => wire.head().end(),
  "json-error": json(200, '{"error":{"message":"model is down, see http://10.0.0.7","type":"server_error"}}'),
  "json-error-429": json(200, '{"error":{"message":"slow down","code":429}}'),
  "rate-limit": json(429, LIMITED, { "retry-after": "7" }),
  "rate-limit-once": once(json(429, LIMITED, { "retry-after": "7" })),
  "rate-limit-long": json(429, LIMITED, { "retry-after": "3600" }),
  "html-500": (wire) => wire.answer(500, "text/html", SECRET_PAGE),
  "html-200": (wire) => wire.answer(200, "text/html", SECRET_PAGE),
  "big-500": (wire) => wire.answer(500, "text/plain", "x".repeat(100_000)),
  "endless-500": (wire) => {
    wire.head(500).chunk("x".repeat(9000));
  },
  "server-once": once(json(503, '{"error":{"message":"busy"}}')),
  "reset-once": once((wire) => wire.reset()),
  reset: (wire) => wire.reset(),
  unauthorized: json(401, `{"error":{"message":"Incorrect API key provided: ${UPSTREAM_SECRET}"}}`),
  "too-long": json(
    400,
    '{"error":{"message":"maximum context length is 8192 tokens","code":"context_length_exceeded"}}',
  ),
  "bad-request": json(400, '{"error":{"message":"temperature must be below 2"}}'),
  "in-band-error": all(ROLE, ...PIECES, { error: { message: "boom at http://10.0.0.7", type: "server_error" } }),
  "error-event": (wire) =>
    wire
      .head()
      .events(ROLE, ...PIECES)
      .chunk('event: error\ndata: {"message":"boom","type":"server_error"}\n\n')
      .end(),
  stall: (wire) => {
    wire.head().events(ROLE, PIECES[0]);
  },
  "stall-at-once": (wire) => {
    wire.head();
  },
  "never-answers": () => {},
  "byte-by-byte": byteByByte,
  "invalid-utf8": text(invalidUtf8),
  bom: text(`\uFEFF${goodStream()}`),
  crlf: text(`: comment\r\n\r\n${goodStream("\r\n")}`),
  cr: text(goodStream("\r")),
  "no-space-multi-line": text(
    `data:{"choices":\ndata:[{"index":0,"delta":{"content":"${TEXT}"},"finish_reason":"stop"}]}\n\n`,
  ),
  "one-newline": text(goodStream().replaceAll("\n\n", "\n")),
  "no-last-newline": text(goodStream().trimEnd()),
  gzip: text(gzipSync(goodStream())),
  "chunk-list": json(200, JSON.stringify(GOOD.slice(0, -1))),
  "empty-data": (wire) =>
    wire
      .head()
      .chunk("data:\n\n")
      .events(ROLE, ...PIECES)
      .chunk("data: \n\n")
      .events(finish(), "[DONE]")
      .end(),
  "bad-json": (wire) => wire.head().events(ROLE, PIECES[0]).chunk("data: {oops\n\n").events(finish(), "[DONE]").end(),
  nulls: all(
    chunkOf(null),
    ROLE,
    chunkOf([{ index: 0, delta: null, finish_reason: null }]),
    chunkOf([{ index: 0, finish_reason: null }]),
    delta(null),
    ...PIECES,
    finish(),
    "[DONE]",
  ),
  "numeric-content": all(ROLE, chunkOf([{ index: 0, delta: { content: 42 } }]), finish(), "[DONE]"),
  "usage-twice": all(
    ROLE,
    ...PIECES,
    finish(0, "stop", { usage: { ...USAGE, completion_tokens: 1 } }),
    chunkOf([], { usage: USAGE }),
    "[DONE]",
  ),
  "usage-with-choices": all(ROLE, ...PIECES, finish(0, "stop", { usage: USAGE }), "[DONE]"),
  "usage-on-every-chunk": all(
    ...PIECES.map((piece, index) => ({ ...piece, usage: { ...USAGE, completion_tokens: index + 1 } })),
    finish(0, "stop", { usage: USAGE }),
    "[DONE]",
  ),
  "no-usage": all(ROLE, ...PIECES, finish(), "[DONE]"),
  "finish-twice": all(ROLE, ...PIECES, finish(), finish(0, "length"), "[DONE]"),
  "text-after-finish": all(ROLE, PIECES[0], PIECES[1], finish(), PIECES[2], "[DONE]"),
  "text-after-done": all(...GOOD, delta("ghost"), "[DONE]"),
  "two-choices": all(
    delta("a", 0),
    delta("x", 1),
    delta("b", 0),
    delta("y", 1),
    finish(1, "length"),
    finish(0),
    "[DONE]",
  ),
  "huge-event": all(ROLE, delta("x".repeat(5_000_000)), finish(), "[DONE]"),
  "endless-line": (wire) => {
    wire.head().events(ROLE, PIECES[0]);
    for (let at = 0; at < 40; at += 1) wire.chunk(`data: ${"x".repeat(65_536)}`);
  },
  "only-comments": (wire) => {
    wire.head().events(ROLE, PIECES[0]);
    for (let at = 0; at < 80; at += 1) wire.chunk(": keep-alive\n\n".repeat(4_681));
    wire.events(...PIECES.slice(1), finish(), "[DONE]").end();
  },
  redirect: (wire) => wire.answer(302, "text/plain", "", { location: "http://169.254.169.254/latest" }),
  "json-completion": json(200, completion()),
  "short-length": (wire) => {
    wire.head(200, { "content-length": "100000" }).raw(`data: ${JSON.stringify(PIECES[0])}\n\n`);
    wire.socket.end();
  },
};
