import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { defineRail } from "../../src/rails/rail.ts";
import type { ChatMessage } from "../../src/types/chat-message.ts";
import { assistant, maskBob, railsOf, says, user } from "../support/engine.ts";
import { REFUSAL } from "../support/refusal.ts";

const rails = railsOf(
  `
rails:
  config: { regex_detection: { input: { patterns: [badin] }, output: { patterns: [badout] } } }
  input: { flows: [regex check input, mask] }
  output: { flows: [regex check output, mask], streaming: { enabled: true, stream_first: false } }
  tool_output: { flows: [tools] }
`,
  {
    llm: says("must not be asked"),
    rails: [
      maskBob,
      defineRail({
        name: "tools",
        reads: "whole",
        check: ({ text }) => ({ outcome: text.includes("rm -rf") ? "block" : "allow" }),
      }),
    ],
  },
);
const instructed = (content: string): ChatMessage => ({ role: "system", content });
const system = instructed("Be nice");
const called = (name: string, text: string): ChatMessage => ({
  ...assistant(""),
  tool_calls: [{ id: "c", type: "function", function: { name, arguments: text } }],
});

const passed = (content: string): object => ({ status: "passed", content, rail: null });
const modified = (content: string, rail = "mask"): object => ({ status: "modified", content, rail });
const blocked = (rail: string): object => ({ status: "blocked", content: REFUSAL, rail });

describe("checkAsync", () => {
  it("rejects an unknown argument", async () => {
    const typo = { messages: [user("hi")], railType: ["output"] } as never;
    await expect(rails.checkAsync(typo)).rejects.toThrow('Unknown argument "railType", did you mean `railTypes`?');
  });

  it.each<[string, readonly ChatMessage[], object]>([
    ["a question", [user("hi")], passed("hi")],
    ["a bad question", [user("badin")], blocked("regex check input")],
    ["a question to rewrite", [user("ask Bob")], modified("ask <N>")],
    ["an answer", [assistant("hi")], passed("hi")],
    ["a bad answer", [assistant("badout")], blocked("regex check output")],
    ["an answer to rewrite", [assistant("ask Bob")], modified("ask <N>")],
    ["both", [user("hi"), assistant("yo")], passed("yo")],
    ["both, the question bad", [user("badin"), assistant("yo")], blocked("regex check input")],
    ["both, the answer bad", [user("hi"), assistant("badout")], blocked("regex check output")],
    ["both, the answer to rewrite", [user("hi"), assistant("Bob!")], modified("<N>!")],
    ["a conversation that ends with a question", [user("a"), assistant("badout"), user("b")], passed("b")],
    ["a question in two messages", [user("for"), user("Bob")], modified("<N>")],
    ["neither", [system], passed("Be nice")],
    ["bad instructions alone", [instructed("badin")], blocked("regex check input")],
    ["bad instructions of a developer", [{ role: "developer", content: "badin" }], blocked("regex check input")],
    ["bad instructions before an answer", [instructed("badin"), assistant("yo")], blocked("regex check input")],
    ["both, the question to rewrite", [user("ask Bob"), assistant("yo")], modified("yo")],
    ["a tool call to rewrite", [user("x"), called("f", '{"a":"Bob"}')], modified("")],
    ["a bad refusal", [user("x"), { ...assistant(""), refusal: "badout" }], blocked("regex check output")],
    [
      "a bad refusal in parts",
      [user("x"), { role: "assistant", content: [{ type: "refusal", refusal: "badout" }] }],
      blocked("regex check output"),
    ],
    ["a tool call", [user("x"), called("f", "{}")], passed("")],
    ["a bad tool call", [user("x"), called("f", "badout")], blocked("regex check output")],
    ["a tool call for tool rails", [user("x"), called("f", "rm -rf")], blocked("tools")],
  ])("reports %s", async (_name, messages, expected) => {
    expect(await rails.checkAsync({ messages })).toEqual(expected);
  });

  it("runs only the requested rails", async () => {
    const messages = [user("badin"), assistant("badout")];
    expect(await rails.checkAsync({ messages, railTypes: ["output"] })).toEqual(blocked("regex check output"));
    expect(await rails.checkAsync({ messages, railTypes: ["input"] })).toEqual(blocked("regex check input"));
    expect(await rails.checkAsync({ messages: [user("hi"), assistant("badout")], railTypes: ["input"] })).toEqual(
      passed("hi"),
    );
  });

  it.each<[string, object, string]>([
    ["output rails without an answer", { messages: [user("x")], railTypes: ["output"] }, "There is no answer to check"],
    [
      "input rails without a question",
      { messages: [assistant("x")], railTypes: ["input"] },
      "There is no input to check",
    ],
    ["no rails at all", { messages: [user("x")], railTypes: [] }, "There are no rails to run"],
    ["unknown rails", { messages: [user("x")], railTypes: ["inptu"] }, 'Unknown rail type "inptu"'],
    ["no messages", { messages: [] }, "There is no message to answer"],
    ["nothing", {}, "Either prompt or messages must be provided."],
  ])("rejects %s", async (_name, input, message) => {
    const result = rails.checkAsync(input);
    await expect(result).rejects.toBeInstanceOf(RequestError);
    await expect(result).rejects.toThrow(message);
  });

  it("stops when its signal aborts", async () => {
    const abort = new AbortController();
    const hangs = railsOf("rails: { output: { flows: [slow] } }", {
      rails: [defineRail({ name: "slow", reads: "window", check: () => new Promise(() => {}) })],
    });
    const result = hangs.checkAsync({ messages: [assistant("x")], signal: abort.signal });
    abort.abort(new Error("stop"));
    await expect(result).rejects.toThrow("stop");
  });
});
