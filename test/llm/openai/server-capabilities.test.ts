import { describe, expect, it } from "vitest";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, modelConfig, runtimeWith, streamAll, textOf } from "../../support/model-runtime.ts";
import { send } from "./openai-run.ts";

describe("a server that rejects stream_options", () => {
  const chunks = 'data: {"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

  it("is called again without them, and never with them afterwards", async () => {
    const asked: boolean[] = [];
    const runtime = runtimeWith(async (request) => {
      const asksUsage = "stream_options" in ((await request.json()) as object);
      asked.push(asksUsage);
      if (asksUsage) return Response.json({ detail: [{ loc: ["body", "stream_options"] }] }, { status: 422 });
      return new Response(chunks);
    });
    const model = createModel(modelConfig({ parameters: { max_retries: 0 } }), runtime);
    expect(textOf(await streamAll(model))).toBe("ok");
    expect(textOf(await streamAll(model))).toBe("ok");
    expect(asked).toEqual([true, false, false]);
  });

  it("is not called again if it rejects something else", async () => {
    let calls = 0;
    const runtime = runtimeWith(() => {
      calls += 1;
      return Response.json({ detail: "no such model" }, { status: 400 });
    });
    const model = createModel(modelConfig({ parameters: { max_retries: 2 } }), runtime);
    await expect(model.stream(ask())).rejects.toMatchObject({ code: "bad_request" });
    expect(calls).toBe(1);
  });
});

describe("a deployment whose name does not say that its model reasons", () => {
  const answer = { choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }] };
  const refusal = (code: string, param: string) =>
    Response.json({ error: { message: "refused", type: "invalid_request_error", param, code } }, { status: 400 });

  /** The bodies of two requests to a server that refuses the first body. */
  const bodiesAfter = async (refused: Response) => {
    const bodies: Record<string, unknown>[] = [];
    const runtime = runtimeWith(async (request) => {
      bodies.push((await request.json()) as Record<string, unknown>);
      return bodies.length === 1 ? refused : Response.json(answer);
    });
    const model = createModel(modelConfig({ parameters: { max_retries: 0 } }), runtime);
    const params = { temperature: 0, stop: ["x"], max_tokens: 5 };
    await model.generate(ask("Hi", { params }));
    await model.generate(ask("Hi", { params }));
    return bodies;
  };

  it.each([
    ["unsupported_parameter", "max_tokens"],
    ["unsupported_value", "temperature"],
    ["unsupported_parameter", "stop"],
  ])("is asked again with the parameters of such a model after %s of %s", async (code, param) => {
    const [first, ...others] = await bodiesAfter(refusal(code, param));
    expect(first).toMatchObject({ temperature: 0, stop: ["x"], max_tokens: 5 });
    expect(others).toHaveLength(2);
    for (const body of others) {
      expect(body).toMatchObject({ max_completion_tokens: 5 });
      expect(Object.keys(body)).not.toEqual(expect.arrayContaining(["temperature"]));
      expect(Object.keys(body)).not.toEqual(expect.arrayContaining(["stop"]));
    }
  });

  it("is not learned from what a message repeats of a request", async () => {
    const message = "Unsupported parameter: 'max_tokens' is not supported with this model";
    const refused = Response.json({ error: { message, param: "metadata", code: "invalid_value" } }, { status: 400 });
    await expect(bodiesAfter(refused)).rejects.toMatchObject({ code: "bad_request" });
  });

  it("is not asked again if another parameter is refused", async () => {
    const refused = refusal("unsupported_parameter", "parallel_tool_calls");
    await expect(bodiesAfter(refused)).rejects.toMatchObject({ code: "bad_request" });
  });
});

describe("the role developer", () => {
  const messages = [
    { role: "developer" as const, content: "Be brief." },
    { role: "user" as const, content: "Hi" },
  ];

  it.each([
    ["https://api.openai.com/v1", "developer"],
    ["https://res.openai.azure.com/openai/v1", "developer"],
    ["http://localhost:8080/v1", "system"],
  ])("is sent to %s as %s", async (base_url, role) => {
    const { body } = await send({ parameters: { base_url } }, { request: { messages } });
    expect(body).toMatchObject({ messages: [{ role, content: "Be brief." }, { role: "user" }] });
  });
});
