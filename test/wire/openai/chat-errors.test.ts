import { describe, expect, it } from "vitest";
import { chunk, end, hi, readBytes, readWhole, sse } from "./chat-reading.ts";

describe("a failure within an answer", () => {
  it.each<[string, unknown, string]>([
    ["an object", { error: { message: "x", code: 500 } }, "server"],
    ["a text", { error: "x" }, "server"],
    ["a flag", { error: true, message: "x" }, "server"],
    ["a limit in Google's words", [{ error: { code: "x", status: "RESOURCE_EXHAUSTED" } }], "rate_limit"],
    ["a list of errors", { errors: [{ message: "x" }] }, "server"],
    ["a status", { status: 500, message: "x" }, "server"],
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text", { code: 500, msg: "x" }, "server"],
    ["a text alone", { message: "Internal Server Error" }, "server"],
    ["a code of its own name", { error_code: 500, error_msg: "x" }, "server"],
    ["a kind of error", { type: "invalid_request_error", message: "x" }, "bad_request"],
    ["an exception (AWS)", { __type: "InternalException", message: "x" }, "server"],
    ["a fault (Apigee)", { fault: { faultstring: "x" } }, "server"],
    ["MiniMax's", { id: "c", choices: [], base_resp: { status_code: 1013, status_msg: "x" } }, "server"],
    ["in the choice", chunk({}, { error: { code: 502 } }), "server"],
  ])("is an error, in the form %s", async (_, event, code) => {
    expect(await readBytes(sse(hi, event, end()))).toEqual({ error: code });
  });

  it.each([
    ["an event of its name", "event: error\ndata: x\n\n"],
    ["a field of its name (llama.cpp)", 'error: {"code":500,"message":"x"}\n\n'],
    ["a bare line of JSON", '{"error":{"message":"x"}}\n\n'],
  ])("is an error, in the form %s", async (_, lines) => {
    expect(await readBytes(`data: ${JSON.stringify(hi)}\n\n${lines}data: [DONE]\n\n`)).toEqual({ error: "server" });
  });

  it("is an error if the last event before [DONE] is not understood", async () => {
    const odd = { type: "response.failed", response: {} };
    expect(await readBytes(sse(hi, odd))).toEqual({ error: "truncated" });
    expect(await readBytes(sse(odd, hi))).toEqual({ text: "hi", finish: "stop" });
    expect(await readBytes(sse(hi, odd, end()))).toEqual({ text: "hi", finish: "stop" });
  });

  it.each<[string, object, string]>([
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text (Zhipu)", { code: 401, msg: "x", success: false }, "authentication"],
    ["no failure, and no answer", { choices: null }, "malformed"],
  ])("is an error instead of a complete answer, in the form %s", async (_, json, code) => {
    expect(await readWhole(json)).toEqual({ error: code });
  });

  it.each([null, false, "", {}, []])("is not indicated by %j", async (error) => {
    expect(
      await readBytes(
        sse({ ...hi, error }, end("stop", { error }, { error, errors: [], base_resp: { status_code: 0 } })),
      ),
    ).toEqual({
      text: "hi",
      finish: "stop",
    });
    expect(await readWhole({ error, choices: [{ message: { content: "hi" }, finish_reason: "stop" }] })).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});
