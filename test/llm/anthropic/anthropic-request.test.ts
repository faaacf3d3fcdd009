import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig, type Captured } from "../../support/model-runtime.ts";
import { ENV, MESSAGE } from "./anthropic-run.ts";

const send = async (request: ModelRequest, parameters: Readonly<Record<string, unknown>> = {}): Promise<Captured> => {
  const runtime = capturingRuntime(MESSAGE, ENV);
  await createModel(modelConfig({ engine: "anthropic", model: "claude", parameters }), runtime).generate(request);
  return runtime.first();
};

describe("anthropic requests", () => {
  it("have the key, the version and a default limit", async () => {
    const { url, headers, body } = await send(ask());
    expect(url).toBe("https://api.anthropic.com/v1/messages");
    expect(headers.get("x-api-key")).toBe("sk-ant");
    expect(headers.get("anthropic-version")).toBe("2023-06-01");
    expect(body).toEqual({
      model: "claude",
      max_tokens: 4096,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    });
  });

  it.each(["https://gw.example", "https://gw.example/v1", "https://gw.example/v1/"])(
    "have the right path below %s",
    async (base_url) => {
      expect((await send(ask(), { base_url })).url).toBe("https://gw.example/v1/messages");
    },
  );

  it("have system messages outside of the turns", async () => {
    const messages = [
      { role: "system", content: "A" },
      { role: "user", content: "Hi" },
      { role: "developer", content: "B" },
    ] as const;
    const { body } = await send({ messages });
    expect(body["system"]).toBe("A\n\nB");
    expect(body["messages"]).toHaveLength(1);
  });

  it("have tool calls and results as blocks, with the results of one round in one turn", async () => {
    const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: '{"a":1}' } }) as const;
    const { body } = await send({
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: null, tool_calls: [call("1"), call("2")] },
        { role: "tool", content: "one", tool_call_id: "1" },
        { role: "tool", content: "two", tool_call_id: "2" },
      ],
    });
    expect(body["messages"]).toEqual([
      { role: "user", content: [{ type: "text", text: "Hi" }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "1", name: "f", input: { a: 1 } },
          { type: "tool_use", id: "2", name: "f", input: { a: 1 } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "1", content: "one" },
          { type: "tool_result", tool_use_id: "2", content: "two" },
        ],
      },
    ]);
  });

  it("have no blank texts, and no white space at the end of an answer to continue", async () => {
    const { body } = await send({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: " \n" },
            { type: "text", text: "Write. " },
          ],
        },
        { role: "assistant", content: "Once upon \n" },
      ],
    });
    expect(body).toMatchObject({
      messages: [
        { role: "user", content: [{ type: "text", text: "Write. " }] },
        { role: "assistant", content: [{ type: "text", text: "Once upon" }] },
      ],
    });
  });

  it("have images as blocks", async () => {
    const image = (url: string) => ({ type: "image_url", image_url: { url } });
    const { body } = await send({
      messages: [{ role: "user", content: [image("data:image/png;base64,AAAA"), image("https://x.example/a.png")] }],
    });
    expect(body["messages"]).toEqual([
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
          { type: "image", source: { type: "url", url: "https://x.example/a.png" } },
        ],
      },
    ]);
  });

  it("have the response schema, parallel tool calls and user in the format of the API", async () => {
    const fn = { name: "f", parameters: { type: "object" }, strict: true };
    const schema = { type: "object" };
    const params = {
      tools: [{ type: "function", function: fn }],
      parallel_tool_calls: false,
      response_format: { type: "json_schema", json_schema: { name: "n", schema } },
      user: "u-1",
    };
    expect((await send(ask("Hi", { params }))).body).toMatchObject({
      tools: [{ name: "f", input_schema: { type: "object" }, strict: true }],
      tool_choice: { type: "auto", disable_parallel_tool_use: true },
      output_config: { format: { type: "json_schema", schema } },
      metadata: { user_id: "u-1" },
    });
    const none = { ...params, tool_choice: "none", response_format: { type: "json_object" } };
    const { body } = await send(ask("Hi", { params: none }));
    expect([body["tool_choice"], body["output_config"]]).toEqual([{ type: "none" }, undefined]);
  });

  it("have translated parameters, without those that the API lacks", async () => {
    const fn = { name: "f", description: "d", parameters: { type: "object" } };
    const params = {
      stop: "x",
      max_tokens: 9,
      n: 2,
      seed: 1,
      temperature: 0.5,
      tools: [{ type: "function", function: fn }],
    };
    const { body } = await send(ask("Hi", { params: { ...params, tool_choice: "required" } }), { top_k: 3 });
    expect(body).toMatchObject({
      stop_sequences: ["x"],
      max_tokens: 9,
      temperature: 0.5,
      top_k: 3,
      tools: [{ name: "f", description: "d", input_schema: { type: "object" } }],
      tool_choice: { type: "any" },
    });
    for (const name of ["n", "seed", "stop"]) expect(body).not.toHaveProperty(name);
  });
});
