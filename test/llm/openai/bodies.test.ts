import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, modelConfig, runtimeWith, streamAll, textOf } from "../../support/model-runtime.ts";

const CHUNKS = [
  { id: "c", choices: [{ index: 0, delta: { content: "hi" }, finish_reason: null }] },
  { id: "c", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
].map((chunk) => JSON.stringify(chunk));
const EVENTS = [...CHUNKS, "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
const WHOLE = { id: "c", choices: [{ index: 0, message: { content: "hi" }, finish_reason: "stop" }] };
const JSON_TEXT = JSON.stringify(WHOLE);

const modelWith = (body: string | Uint8Array<ArrayBuffer>, type: string | undefined) =>
  createModel(
    modelConfig({ parameters: { base_url: "http://up.test/v1", max_retries: 0 } }),
    runtimeWith(
      () =>
        new Response(
          typeof body === "string" ? new TextEncoder().encode(body) : body,
          type === undefined ? {} : { headers: { "content-type": type } },
        ),
    ),
  );

const TYPES = [
  "text/event-stream",
  "application/json",
  "text/plain",
  "text/html",
  "application/octet-stream",
  undefined,
];

describe("an answer with any content type", () => {
  it.each([
    ["events", EVENTS],
    ["events behind a byte order mark", `\ufeff${EVENTS}`],
    ["events whose lines end as in Windows", EVENTS.replaceAll("\n", "\r\n")],
    ["events under a name", EVENTS.replaceAll("data: {", "event: chunk\nid: 1\ndata: {")],
    ["one JSON value", JSON_TEXT],
    ["JSON on many lines", JSON.stringify(WHOLE, undefined, 2)],
    ["JSON behind a byte order mark", `\ufeff${JSON_TEXT}`],
    ["JSON behind what kept the connection", `\n \n${JSON_TEXT}`],
    ["JSON behind comments", `: PROCESSING\n\n: PROCESSING\n\n${JSON_TEXT}\n`],
    ["JSON, and an event that ends it", `${JSON_TEXT}\n\ndata: [DONE]\n\n`],
    ["a list of chunks", `[${CHUNKS.join(",")}]`],
    ["JSON in Cloudflare's envelope", JSON.stringify({ result: WHOLE, success: true, errors: [], messages: [] })],
    ["events with one newline between them", EVENTS.replaceAll("\n\n", "\n")],
    ["events without a newline behind the last", EVENTS.trimEnd()],
    ["compressed events", new Uint8Array(gzipSync(EVENTS))],
    ["compressed JSON", new Uint8Array(gzipSync(JSON_TEXT))],
    [
      "events with numbers that are none, as Python writes them",
      EVENTS.replaceAll('"index":0', '"index":0,"logprobs":{"a":-Infinity,"b":NaN}'),
    ],
    [
      "JSON with numbers that are none",
      JSON_TEXT.replace('"index":0', '"index":0,"score":NaN,"note":"NaN \\" -Infinity"'),
    ],
    ["a chunk on every line", `${CHUNKS.join("\n")}\n`],
    ["a chunk on every line, and the end", `${CHUNKS.join("\n")}\n[DONE]\n`],
  ])("is decoded as %s", async (_, body) => {
    for (const type of TYPES) {
      expect(textOf(await streamAll(modelWith(body, type)))).toBe("hi");
      expect((await modelWith(body, type).generate(ask())).choices).toEqual([{ content: "hi", finishReason: "stop" }]);
    }
  });

  it("is decoded in one pass, however many blank lines surround it", async () => {
    const blank = "\n".repeat(4_000_000);
    for (const body of [JSON_TEXT + blank, blank + JSON_TEXT, blank + JSON_TEXT + blank]) {
      expect((await modelWith(body, "application/json").generate(ask())).choices).toMatchObject([{ content: "hi" }]);
    }
    await expect(modelWith(`{}${blank}`, "text/plain").generate(ask())).rejects.toMatchObject({ code: "malformed" });
  });

  it.each([
    ["a page", "<!doctype html><html><body>Sign in</body></html>", "malformed"],
    ["a sentence", "upstream connect error", "malformed"],
    ["a sentence that looks like a field", "error: upstream connect error", "server"],
    ["lines, the last of which is none", `${CHUNKS[0]}\n<html>`, "truncated"],
    ["a list of nothing", "[]", "malformed"],
    ["nothing", "", "empty"],
  ])("is a failure if it is %s", async (_, body, code) => {
    for (const type of TYPES) await expect(modelWith(body, type).generate(ask())).rejects.toMatchObject({ code });
  });
});
