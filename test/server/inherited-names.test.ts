import { describe, expect, it } from "vitest";
import { modelUpstream } from "../../src/http/upstream-error.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { ItemNames } from "../../src/wire/responses/item-names.ts";
import { responsesDecoder } from "../../src/wire/responses/responses-decoder.ts";
import { gatewayOf, jsonRequest, scripted } from "./gateway.ts";

/** Names of inherited properties. `__proto__` is rejected in a body. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== "__proto__");

const gateway = gatewayOf(scripted({ replies: [{ content: "ok" }] }));

const send = (path: string, body: object): Promise<Response> =>
  Promise.resolve(gateway.request(path, jsonRequest(body)));

describe.each(INHERITED)("the name %s, which every object inherits,", (name) => {
  it("is an ordinary name of a tool call", async () => {
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: [{ type: "tool_use", id: name, name: "look_up", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: name, content: "found" }] },
    ];
    const items = [
      { type: "function_call", call_id: name, name: "look_up", arguments: "{}" },
      { type: "function_call_output", call_id: name, output: "found" },
    ];
    expect((await send("/v1/messages", { messages, max_tokens: 9 })).status).toBe(200);
    expect((await send("/v1/responses", { input: items })).status).toBe(200);
  });

  it.each([
    ["/v1/messages", { messages: [{ role: "user", content: "hi" }], max_tokens: 9 }],
    ["/v1/responses", { input: "hi" }],
  ])("is rejected as an unknown field by %s", async (path, body) => {
    const { error } = (await (await send(path, { ...body, [name]: 1 })).json()) as {
      readonly error: { readonly param: string };
    };
    expect(error.param).toBe(name);
  });

  it("is an unknown type of event", () => {
    const parts: StreamPart[] = [];
    const output = { enqueue: (part: StreamPart) => void parts.push(part), terminate() {} };
    const event = { data: JSON.stringify({ type: name, delta: "said" }) };
    responsesDecoder(modelUpstream("upstream"), new ItemNames(() => true, true)).feed(event, output);
    expect(parts).toEqual([]);
  });
});
