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

const ANSWER = { choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }] };

type Body = Readonly<Record<string, unknown>>;

/** A model at a server that refuses some bodies, and the bodies that it got. */
const modelRefusing = (refusalOf: (body: Body) => object | undefined) => {
  const bodies: Body[] = [];
  const runtime = runtimeWith(async (request) => {
    const body = (await request.json()) as Body;
    bodies.push(body);
    const refusal = refusalOf(body);
    return refusal === undefined ? Response.json(ANSWER) : Response.json(refusal, { status: 400 });
  });
  const parameters = { base_url: "http://localhost:8080/v1", max_retries: 0 };
  return { model: createModel(modelConfig({ parameters }), runtime), bodies };
};

const unsupported = (param: string) => ({
  error: { message: `Unsupported parameter: '${param}' is not supported with this model.`, code: null, param: null },
});

describe("a deployment whose name does not say that its model reasons", () => {
  const params = { temperature: 0, stop: ["x"], max_tokens: 5 };

  it.each(["max_tokens", "temperature", "stop"])(
    "gets the parameters of such a model once it has refused %s",
    async (param) => {
      const { model, bodies } = modelRefusing((body) => (param in body ? unsupported(param) : undefined));
      await model.generate(ask("Hi", { params }));
      await model.generate(ask("Hi", { params }));
      expect(bodies[0]).toMatchObject(params);
      expect(bodies.slice(1).map((body) => Object.keys(body).sort())).toEqual(
        Array.from({ length: 2 }, () => ["max_completion_tokens", "messages", "model"]),
      );
    },
  );

  it("is not asked again if it refuses another parameter", async () => {
    const { model, bodies } = modelRefusing(() => unsupported("parallel_tool_calls"));
    await expect(model.generate(ask("Hi", { params }))).rejects.toMatchObject({ code: "bad_request" });
    expect(bodies).toHaveLength(1);
  });
});

describe("a server that does not know max_completion_tokens", () => {
  it("gets max_tokens", async () => {
    const refusal = { detail: [{ type: "extra_forbidden", loc: ["body", "max_completion_tokens"] }] };
    const { model, bodies } = modelRefusing((body) => ("max_completion_tokens" in body ? refusal : undefined));
    await model.generate(ask("Hi", { params: { max_completion_tokens: 5 } }));
    expect(bodies[1]).toMatchObject({ max_tokens: 5 });
    expect(bodies[1]).not.toHaveProperty("max_completion_tokens");
  });
});

describe("what a server accepts", () => {
  it("is learned by requests that began at the same time", async () => {
    const { model, bodies } = modelRefusing((body) => ("stop" in body ? unsupported("stop") : undefined));
    await Promise.all([1, 2, 3].map(() => model.generate(ask("Hi", { params: { stop: ["x"] } }))));
    expect(bodies.filter((body) => !("stop" in body))).toHaveLength(3);
  });

  it("is not learned from a request that is refused in any case", async () => {
    const { model, bodies } = modelRefusing(({ messages }) =>
      JSON.stringify(messages).includes("bad") ? unsupported("temperature") : undefined,
    );
    await expect(model.generate(ask("bad"))).rejects.toMatchObject({ code: "bad_request" });
    await model.generate(ask("Hi", { params: { temperature: 0 } }));
    expect(bodies).toHaveLength(3);
    expect(bodies[2]).toHaveProperty("temperature", 0);
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

describe("custom tools", () => {
  const functionCall = {
    id: "call_1",
    type: "function",
    function: { name: "patch", arguments: '{"input":"+ x"}' },
  } as const;
  const messages = [
    { role: "user", content: "Hi" },
    { role: "assistant", content: null, tool_calls: [{ ...functionCall, custom: true }] },
    { role: "tool", tool_call_id: "call_1", content: "ok" },
  ] as const;
  const custom = { type: "custom", custom: { name: "patch" } };
  const params = { tools: [custom], tool_choice: custom };
  const AS_THEY_ARE = {
    tools: [custom],
    tool_choice: custom,
    messages: [{}, { tool_calls: [{ id: "call_1", type: "custom", custom: { name: "patch", input: "+ x" } }] }, {}],
  };
  const AS_FUNCTIONS = {
    tools: [{ type: "function", function: { name: "patch", parameters: { required: ["input"] } } }],
    tool_choice: { type: "function", function: { name: "patch" } },
    messages: [{}, { tool_calls: [functionCall] }, {}],
  };

  it.each([
    ["gpt-5.1", "https://api.openai.com/v1", AS_THEY_ARE],
    ["gpt-5.1-chat-latest", "https://res.openai.azure.com/openai/v1", AS_THEY_ARE],
    ["gpt-4.1", "https://api.openai.com/v1", AS_FUNCTIONS],
    ["o3", "https://api.openai.com/v1", AS_FUNCTIONS],
    ["gpt-5.1", "https://openrouter.ai/api/v1", AS_FUNCTIONS],
  ])("of a request to %s at %s, and calls of them, are sent in a form that it knows", async (model, base_url, sent) => {
    const { body } = await send({ model, parameters: { base_url } }, { request: { messages, params } });
    expect(body).toMatchObject(sent);
    expect(JSON.stringify(body)).not.toContain('"custom":true');
  });

  it("are functions for a model that refuses them, from then on", async () => {
    const bodies: object[] = [];
    const runtime = runtimeWith(async (request) => {
      bodies.push((await request.json()) as object);
      if (bodies.length > 1) return Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
      return Response.json({ error: { message: "Invalid value: 'custom'", param: "tools[0].type" } }, { status: 400 });
    });
    const model = createModel(modelConfig({ model: "gpt-5.1", parameters: { max_retries: 0 } }), runtime);
    await model.generate({ messages, params });
    await model.generate({ messages, params });
    expect(bodies).toMatchObject([AS_THEY_ARE, AS_FUNCTIONS, AS_FUNCTIONS]);
  });
});
