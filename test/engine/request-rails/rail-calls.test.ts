import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { defineRail, LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { judge } from "../../support/engine.ts";

const WORDS = Array.from({ length: 40 }, (_, index) => `word${index} `);
const PROMPTS = [{ task: "ask", content: "{{ text }}" }];

const configOf = (flows: readonly string[]): RailsConfig =>
  RailsConfig.fromObject({
    prompts: PROMPTS,
    rails: {
      output: { flows, parallel: flows.length > 1, streaming: { enabled: true, chunk_size: 4, context_size: 0 } },
    },
  });

describe("the calls of rails", () => {
  it("are logged for their own run, even with windows in flight", async () => {
    const twice = defineRail({
      name: "twice",
      reads: "window",
      async check({ fresh }, { judge: ask }) {
        await ask("ask", { text: `1 ${fresh}` });
        await ask("ask", { text: `2 ${fresh}` });
        return { outcome: "allow" };
      },
    });
    const llm = { ...judge(() => "No"), stream: languageModelFromStream(() => WORDS).stream };
    const rails = new LLMRails(configOf(["twice"]), { rails: [twice], llm });
    const stream = rails.streamAsync({ prompt: "hi", options: { log: { activated_rails: true } } });
    await collect(stream);
    const { activated_rails: activated = [] } = await stream.log;
    const runs = activated.find(({ name }) => name === "twice")?.executed_actions ?? [];
    expect(runs.length).toBeGreaterThan(5);
    for (const { llm_calls: calls } of runs) {
      expect(calls.map(({ prompt }) => prompt.slice(0, 8))).toEqual(["[user]\n1", "[user]\n2"]);
      expect(new Set(calls.map(({ prompt }) => prompt.slice(8))).size).toBe(1);
    }
  });

  it.each([
    ["of the rail", undefined],
    ["of its own", new AbortController().signal],
  ])("leave no unread response of a service open, with a signal %s", async (_whose, signal) => {
    let [asked, cancelled] = [0, 0];
    const pings = defineRail({
      name: "pings",
      reads: "window",
      async check(_input, context) {
        const { ok } = await context.fetch("https://rails.example/", signal === undefined ? {} : { signal });
        return { outcome: ok ? "allow" : "block" };
      },
    });
    const rails = new LLMRails(configOf(["pings"]), {
      rails: [pings],
      fetch: async () => {
        asked++;
        return new Response(new ReadableStream({ cancel: () => void cancelled++ }));
      },
      llm: languageModelFromStream(() => WORDS),
    });
    expect((await collect(rails.streamAsync({ prompt: "hi" }))).join("")).toBe(WORDS.join(""));
    expect(asked).toBeGreaterThan(6);
    expect(cancelled).toBe(asked);
  });

  it("to services stop with the run, even if they have their own signal", async () => {
    let stopped: unknown;
    const waits = defineRail({
      name: "waits",
      reads: "window",
      async check(_input, context) {
        await context.fetch("https://rails.example/", { signal: new AbortController().signal });
        return { outcome: "allow" };
      },
    });
    const rails = new LLMRails(configOf(["waits"]), {
      rails: [waits],
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject((stopped = init.signal?.reason)));
        }),
      llm: languageModelFromStream(() => WORDS),
    });
    const left = new AbortController();
    const reading = collect(rails.streamAsync({ prompt: "hi", signal: left.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    left.abort(new Error("gone"));
    await expect(reading).rejects.toThrow("gone");
    expect(stopped).toMatchObject({ message: "gone" });
  });

  it("to services share the connections of the request, six at once, and are logged", async () => {
    let [open, most] = [0, 0];
    const service: typeof fetch = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return Response.json({ ok: true });
    };
    const names = Array.from({ length: 8 }, (_, index) => `service ${index}`);
    const remote = names.map((name) =>
      defineRail({
        name,
        reads: "window",
        async check(_input, context) {
          await (await context.fetch("https://rails.example/check", { signal: context.signal })).json();
          return { outcome: "allow" };
        },
      }),
    );
    const rails = new LLMRails(configOf(names), {
      rails: remote,
      fetch: service,
      llm: languageModelFromStream(() => WORDS),
    });
    const stream = rails.streamAsync({ prompt: "hi", options: { log: { activated_rails: true } } });
    await collect(stream);
    expect(most).toBe(6);
    const [first] =
      (await stream.log).activated_rails?.find(({ name }) => name === "service 0")?.executed_actions ?? [];
    expect(first?.service_calls).toMatchObject([{ host: "rails.example", status: 200 }]);
  });

  it("that each hold an unread response do not wait for each other", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `twice ${index}`);
    const twice = names.map((name) =>
      defineRail({
        name,
        reads: "whole",
        async check(_input, context) {
          const first = await context.fetch("https://rails.example/first");
          const second = await context.fetch("https://rails.example/second");
          return { outcome: (await first.text()) === (await second.text()) ? "allow" : "block" };
        },
      }),
    );
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows: names, parallel: true } } }), {
      rails: twice,
      fetch: async () => new Response("fine"),
      llm: languageModelFromStream(() => WORDS),
    });
    const { outcome } = await rails.generateAsync({ prompt: "hi", options: {} });
    expect(outcome).toEqual({ status: "passed", verdicts: [] });
  });

  it("to services are limited in number", async () => {
    const greedy = defineRail({
      name: "greedy",
      reads: "whole",
      async check(_input, context) {
        for (let count = 0; count < 1_000; count++) await (await context.fetch("https://rails.example/")).text();
        return { outcome: "allow" };
      },
    });
    let calls = 0;
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows: ["greedy"] } } }), {
      rails: [greedy],
      fetch: async () => new Response(String(calls++)),
      llm: languageModelFromStream(() => WORDS),
    });
    const { outcome } = await rails.generateAsync({ prompt: "hi", options: {} });
    expect([outcome.code, calls]).toEqual(["rail_execution_failure", 32]);
  });
});
