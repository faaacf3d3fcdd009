import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestLine } from "../../src/cli/server/server-log.ts";
import { deferred } from "../../src/engine/deferred.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import type { FinishedRequest } from "../../src/engine/telemetry.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { defineAction } from "../../src/rails/action.ts";
import { defineRail } from "../../src/rails/rail.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { chat, settle } from "../server/gateway.ts";
import { finish, text, toolCall } from "../streams/parts.ts";
import { collect, HELLO, railsOf, RecordingModel, says, textParts } from "../support/engine.ts";

const yaml = (flow: string, pattern: string, streaming = "enabled: true"): string => `
rails:
  output: { flows: [${flow}], streaming: { ${streaming} } }
  config: { regex_detection: { output: { patterns: ["${pattern}"] } } }
`;
const LIVE = yaml("regex redact output", "pk-[a-z]{3}");

describe("a shadow config", () => {
  const word = fc.constantFrom("plain", "sk-abc", "pk-abc", "sk-", "ab", "é😀", "pk-sk-abc");
  const flow = fc.constantFrom("regex redact output", "regex check output");

  it("does not change the live answer, and reaches the same verdicts as if it were live", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        flow,
        fc.integer({ min: 1, max: 9 }),
        async (words, which, size) => {
          const said = textParts(words.join(" "), size);
          const candidate = yaml(which, "sk-[a-z]{3}");
          const shadow = railsOf(candidate);
          const watched = railsOf(LIVE, { llm: new RecordingModel(said), shadow }).streamParts(HELLO);
          const alone = railsOf(LIVE, { llm: new RecordingModel(said) }).streamParts(HELLO);
          expect(await collect(watched)).toEqual(await collect(alone));
          const enforced = railsOf(candidate, { llm: new RecordingModel(said) }).streamParts(HELLO);
          await collect(enforced);
          expect(await watched.shadow).toEqual({ outcome: await enforced.outcome, partial: false });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("checks the delivered part if the live rails cut the answer off, and reports that", async () => {
    const live = railsOf(yaml("regex check output", "stop"), {
      llm: says("one sk-abc stop two"),
      shadow: railsOf(yaml("regex check output", "two")),
    });
    const stream = live.streamAsync(HELLO);
    await collect(stream);
    expect([(await stream.outcome).status, await stream.shadow]).toMatchObject([
      "blocked",
      { outcome: { status: "passed" }, partial: true },
    ]);
  });

  const REFUSES = `
rails:
  input: { flows: [regex check input] }
  config: { regex_detection: { input: { patterns: ["."] } } }
`;

  it("reports a missing answer if the live rails blocked the request, unless it blocks the request, too", async () => {
    const shadowOf = async (candidate: string) => {
      const stream = railsOf(REFUSES, { llm: says("never"), shadow: railsOf(candidate) }).streamAsync(HELLO);
      await collect(stream);
      return stream.shadow;
    };
    expect(await shadowOf(LIVE)).toMatchObject({ outcome: { status: "passed" }, partial: true });
    expect(await shadowOf(REFUSES)).toMatchObject({ outcome: { status: "blocked" }, partial: false });
  });

  it("reports a missing answer if the model returned none", async () => {
    const llm = { ...says(""), stream: () => Promise.reject(new Error("down")) };
    const stream = railsOf("", { llm, shadow: railsOf(LIVE) }).streamAsync(HELLO);
    await expect(collect(stream)).rejects.toThrow("down");
    expect(await stream.shadow).toMatchObject({ outcome: { status: "passed" }, partial: true });
  });

  it("checks the answers of `guardResponse`, whose request is unknown", async () => {
    const told = deferred<FinishedRequest>();
    const shadow = railsOf(yaml("regex check output", "sk-[a-z]{3}"), { telemetry: { begin: () => told.resolve } });
    const body = {
      choices: [{ index: 0, message: { role: "assistant", content: "a sk-abc" }, finish_reason: "stop" }],
    };
    await (await railsOf("", { shadow }).guardResponse(Response.json(body))).text();
    expect(await told.promise).toMatchObject({
      outcome: { status: "blocked", rail: "regex check output" },
      usage: { totalTokens: 0, estimated: false },
    });
  });

  it("that fails is reported as failed, and affects nothing", async () => {
    const shadow = railsOf(yaml("regex check output", "x", "enabled: false"));
    const stream = railsOf("", { llm: says("fine"), shadow }).streamAsync(HELLO);
    expect((await collect(stream)).join("")).toBe("fine");
    expect(await stream.shadow).toMatchObject({ error: { name: "StreamingNotSupportedError" }, partial: false });
  });

  it("is cancelled with the client, and absent if none is configured", async () => {
    const stream = railsOf("", {
      llm: new RecordingModel(textParts("one two three")),
      shadow: railsOf(LIVE),
    }).streamAsync(HELLO);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    await stream.outcome.catch(() => {});
    expect(await stream.shadow).toMatchObject({ partial: true });
    const alone = railsOf("", { llm: says("fine") }).streamAsync(HELLO);
    await collect(alone);
    expect(await alone.shadow).toBeUndefined();
  });

  it("that is slow buffers a limited amount, also of parts without text", async () => {
    const opening: StreamPart = { type: "thought-state", choice: 0, state: { kind: "opening" } };
    const llm = new RecordingModel([...Array.from({ length: 40_000 }, () => opening), text("one"), finish()]);
    const question = deferred<{ readonly outcome: "allow" }>();
    const slow = defineRail({ name: "slow", reads: "whole", check: () => question.promise });
    const shadow = railsOf("rails: { input: { flows: [slow] } }", { rails: [slow] });
    const stream = railsOf("", { llm, shadow }).streamAsync(HELLO);
    expect((await collect(stream)).join("")).toBe("one");
    question.resolve({ outcome: "allow" });
    expect(await stream.shadow).toEqual({ outcome: { status: "passed", verdicts: [] }, partial: true });
  });

  it.each(["token", "sentence", "delta"])("judges the windows of an answer by %s as if it were live", async (unit) => {
    const words = Array.from({ length: 700 }, (_, index) => text(`w${index}${index % 9 === 8 ? "." : ""} `));
    const seen: Record<"shadow" | "live", string[]> = { shadow: [], live: [] };
    const candidate = (who: "shadow" | "live"): LLMRails =>
      railsOf(yaml("spy", "x", `enabled: true, unit: ${unit}, chunk_size: 30, context_size: 0`), {
        llm: new RecordingModel(words),
        actions: [defineAction("spy", (_params, { botMessage }) => (seen[who].push(botMessage), true))],
      });
    const llm = new RecordingModel(words);
    const watched = railsOf(LIVE, { llm, shadow: candidate("shadow") }).streamParts(HELLO);
    await collect(watched);
    await watched.shadow;
    await collect(candidate("live").streamParts(HELLO));
    expect(seen.shadow).toEqual(seen.live);
    expect(seen.shadow.length).toBeGreaterThan(5);
  });

  it("reads complete tool calls, each separately, however their deltas were chunked", async () => {
    const said: StreamPart[] = [
      text("one sk-"),
      toolCall("", { id: "c0", name: "a" }),
      ...['{"k"', ':"sk-', 'abc"}'].map((piece) => toolCall(piece)),
      toolCall("", { id: "c1", name: "b" }, 1),
      toolCall("{}", {}, 1),
      finish(),
    ];
    const candidate = `
rails:
  output: { streaming: { enabled: true } }
  tool_output: { flows: [regex check tool call] }
  config: { regex_detection: { tool_output: { patterns: ["sk-[a-z]{3}"] } } }
`;
    const watched = railsOf("", { llm: new RecordingModel(said), shadow: railsOf(candidate) }).streamParts(HELLO);
    await collect(watched);
    const enforced = railsOf(candidate, { llm: new RecordingModel(said) }).streamParts(HELLO);
    await collect(enforced);
    expect(await watched.shadow).toEqual({ outcome: await enforced.outcome, partial: false });
    expect((await enforced.outcome).status).toBe("blocked");
  });

  it("that a config names is a warning if nothing runs it", () => {
    const named = `monitor: next\n${LIVE}`;
    expect(railsOf(named, { onWarning: () => {} }).warnings.map(({ path }) => path)).toEqual(["monitor"]);
    expect(railsOf(named, { shadow: railsOf(LIVE) }).warnings).toEqual([]);
  });
});

describe("`monitor` in a gateway", () => {
  const config = (monitor: string | undefined, flow: string, pattern: string): RailsConfig =>
    RailsConfig.fromObject({
      models: [
        { type: "main", engine: "scripted", model: "m", parameters: { replies: ["a key sk-abc"], chunk: "char" } },
      ],
      ...(monitor === undefined ? {} : { monitor }),
      rails: {
        output: { flows: [flow], streaming: { enabled: true } },
        config: { regex_detection: { output: { patterns: [pattern] } } },
      },
    });

  it("runs the config that it names on every answer, streamed or not, and reports to the event", async () => {
    const events: GatewayEvent[] = [];
    const app = createApp({
      configs: {
        live: config("next", "regex redact output", "never"),
        next: config(undefined, "regex check output", "sk-[a-z]{3}"),
      },
      defaultConfigId: "live",
      onEvent: (event) => events.push(event),
    });
    for (const stream of [true, false]) {
      const text = await (await chat(app, { stream })).text();
      expect(text).not.toContain("content_filter");
    }
    await settle();
    await expect.poll(() => events.length).toBe(2);
    for (const event of events) {
      expect(event.shadow).toMatchObject({
        outcome: { status: "blocked", rail: "regex check output" },
        partial: false,
      });
      expect(requestLine(event)).toContain(' shadow=blocked shadow-rail="regex check output" ');
    }
  });

  it("is rejected unless it names another config", () => {
    for (const monitor of ["nxt", "live"]) {
      const configs = {
        live: config(monitor, "regex redact output", "x"),
        next: config(undefined, "regex check output", "x"),
      };
      expect(() => createApp({ configs })).toThrow("no other config");
    }
  });
});
