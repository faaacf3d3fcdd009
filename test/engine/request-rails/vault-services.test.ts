import { describe, expect, it } from "vitest";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { echo, EMAIL } from "./vault-run.ts";

describe("pseudonyms of rails that call a service", () => {
  const input = (flow: string, more: object = {}): RailsConfig =>
    RailsConfig.fromObject({ rails: { input: { flows: [flow], pseudonyms: {} }, ...more } });

  it("replace the service's findings, and are restored in the answer", async () => {
    const asked: ChatMessage[][] = [];
    const entities = [{ suggested_label: "first_name", start_position: 5, end_position: 8 }];
    const rails = new LLMRails(
      input("gliner mask pii on input", { config: { gliner: { server_endpoint: "http://gliner.test/find" } } }),
      { llm: echo(asked), fetch: () => Promise.resolve(Response.json({ entities })) },
    );
    expect(await rails.generateAsync({ prompt: "I am Ann, you are not" })).toBe("I am Ann, you are not");
    expect(asked[0]?.[0]?.content).toBe("I am <FIRST_NAME_1>, you are not");
  });

  it("replace the service's masks, if their values can be determined", async () => {
    const asked: ChatMessage[][] = [];
    const rewritten = ["I am [NAME_1], you are not", "We are [NAME_1][NAME_2]"];
    const rails = new LLMRails(input("mask pii on input"), {
      llm: echo(asked),
      fetch: () => Promise.resolve(Response.json([{ processed_text: rewritten.shift(), entities_present: true }])),
    });
    expect(await rails.generateAsync({ prompt: "I am Ann, you are not" })).toBe("I am Ann, you are not");
    expect(asked[0]?.[0]?.content).toBe("I am <NAME_1>, you are not");
    expect(await rails.generateAsync({ prompt: "We are AnnLee" })).toBe("We are [NAME_1][NAME_2]");
  });

  it("are passed to custom rails on input, and not to rails on the answer", async () => {
    const asked: ChatMessage[][] = [];
    const seen: boolean[] = [];
    const names = defineRail({
      name: "hide names",
      reads: "whole",
      transforms: true,
      check: ({ text }, { pseudonym }) => {
        seen.push(pseudonym !== undefined);
        const hidden = text.replaceAll("Ann", () => pseudonym?.("person", "Ann") ?? "[PERSON]");
        return hidden === text ? { outcome: "allow" } : { outcome: "transform", text: hidden };
      },
    });
    const flows = { input: { flows: ["hide names"], pseudonyms: {} }, output: { flows: ["hide names"] } };
    const llm = echo(asked, (said) => [{ type: "text-delta", choice: 0, text: `${said} Ann` }]);
    const rails = new LLMRails(RailsConfig.fromObject({ rails: flows }), { llm, rails: [names] });
    expect(await rails.generateAsync({ prompt: "I am Ann" })).toBe("I am Ann [PERSON]");
    expect([asked[0]?.[0]?.content, seen]).toEqual(["I am <PERSON_1>", [true, false]]);
  });
});

describe("a value that occurs only in a tool result or chunk", () => {
  const masks = defineRail({
    name: "masks",
    reads: "incremental",
    createGate: () => new PatternGate(compilePatterns([EMAIL]), { action: "mask", label: "MAIL" }),
  });
  const asks = defineRail({
    name: "asks",
    reads: "whole",
    transforms: true,
    check: ({ text }, { pseudonym }) => ({
      outcome: "transform",
      text: text.replaceAll(new RegExp(EMAIL, "g"), (found) => pseudonym?.("mail", found) ?? "[MAIL]"),
    }),
  });
  const notes = defineRail({
    name: "notes",
    reads: "whole",
    check: ({ text }, { pseudonym }) => {
      for (const [found] of text.matchAll(new RegExp(EMAIL, "g"))) pseudonym?.("mail", found);
      return { outcome: "allow" };
    },
  });

  /** What a user reads of an answer that says the pseudonyms, in a text and in a call. */
  const read = async (flows: object, question: string, tool = "of it@site.com"): Promise<string> => {
    const call: StreamPart = {
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      id: "c",
      name: "send",
      text: '"<MAIL_1> <MAIL_2>"',
    };
    const asked: ChatMessage[][] = [];
    const llm = echo(asked, () => [{ type: "text-delta", choice: 0, text: "<MAIL_1> <MAIL_2>" }, call]);
    const guarded = new LLMRails(RailsConfig.fromObject({ rails: flows }), { llm, rails: [masks, asks, notes] });
    const messages: readonly ChatMessage[] = [
      { role: "context", content: { relevant_chunks: "of it@site.com" } } as unknown as ChatMessage,
      { role: "user", content: question },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c1", content: tool },
    ];
    const { response, tool_calls } = await guarded.generateAsync({ messages, options: {} });
    return JSON.stringify([response, tool_calls]);
  };
  const input = (flows: readonly string[], more: object = {}): object => ({ flows, pseudonyms: {}, ...more });

  it.each<[string, object]>([
    ["a rail of results masked it", { input: input([]), tool_input: { flows: ["masks"] } }],
    ["a rail of results that asks named it", { input: input([]), tool_input: { flows: ["asks"] } }],
    ["an input rail masked it", { input: input(["masks"]) }],
    [
      "an input rail named it that leaves it as it is",
      { input: input(["notes"], { scope: "conversation" }), tool_input: { flows: ["masks"] } },
    ],
    ["a rail of chunks masked it", { input: input([]), retrieval: { flows: ["masks"] } }],
    ["a rail of chunks that asks named it", { input: input([]), retrieval: { flows: ["asks"] } }],
  ])("keeps its pseudonym in the answer, if %s", async (_how, flows) => {
    expect(await read(flows, "whose is it?")).not.toContain("site.com");
  });

  it("is restored if it also occurs in the user's text, as are all values of the user", async () => {
    const flows = { input: input(["masks"]), tool_input: { flows: ["masks"] } };
    expect(await read(flows, "I am it@site.com")).toContain("it@site.com <MAIL_2>");
    const apart = await read(flows, "I am me@site.com");
    expect(apart).toContain("me@site.com <MAIL_2>");
    expect(apart).not.toContain("it@site.com");
  });
});
