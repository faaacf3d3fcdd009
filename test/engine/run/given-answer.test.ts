import { describe, expect, it } from "vitest";
import type { GenerationOptions } from "../../../src/engine/generation-input.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { assistant, collect, railsOf, RecordingModel, textParts, user } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";

const CONFIG = `
rails:
  config:
    regex_detection: { input: { patterns: [bad], replacement: "***" }, output: { patterns: [worse] } }
  input: { flows: [FLOW] }
  output: { flows: [regex check output], streaming: { enabled: true, stream_first: false } }
`;

const run = async (messages: readonly ChatMessage[], rails: GenerationOptions["rails"], flow = "regex check input") => {
  const model = new RecordingModel(textParts("A new answer."));
  const guarded = railsOf(CONFIG.replace("FLOW", flow), { llm: model });
  const options: GenerationOptions = rails === undefined ? {} : { rails };
  const { response, outcome, usage } = await guarded.generateAsync({ messages, options });
  const stream = guarded.streamAsync({ messages, options });
  const streamed = (await collect(stream)).join("");
  const { status, rail } = outcome;
  return { said: response[0]?.content, status, rail, calls: model.requests.length, usage, streamed };
};

describe("options.rails without the dialog", () => {
  it.each([[["input"]], [{ dialog: false, output: false }]] as const)(
    "%j returns the user's message without calling the model",
    async (rails) => {
      const { said, status, calls, usage, streamed } = await run([user("a worse day")], rails);
      expect([said, status, calls, usage.totalTokens, streamed]).toEqual([
        "a worse day",
        "passed",
        0,
        0,
        "a worse day",
      ]);
    },
  );

  it("returns it as the input rails left it", async () => {
    const { said, status } = await run([user("a bad day")], ["input"], "regex redact input");
    expect([said, status]).toEqual(["a *** day", "modified"]);
  });

  it("blocks what an input rail blocks", async () => {
    const { said, status, rail } = await run([user("a bad day")], ["input"]);
    expect([said, status, rail]).toEqual([REFUSAL, "blocked", "regex check input"]);
  });

  it("checks the given assistant message without generating another", async () => {
    const { said, status, rail, calls, streamed } = await run([user("bad"), assistant("worse")], ["output"]);
    expect([said, status, rail, calls]).toEqual([REFUSAL, "blocked", "regex check output", 0]);
    expect(streamed).toContain("Blocked by regex check output rails.");
    const fine = await run([user("bad"), assistant("Fine.")], ["output"]);
    expect([fine.said, fine.status, fine.streamed]).toEqual(["Fine.", "passed", "Fine."]);
  });

  it.each([[["input", "output"]], [{ dialog: false }]] as const)("%j checks both messages", async (rails) => {
    expect((await run([user("bad"), assistant("Fine.")], rails)).rail).toBe("regex check input");
    expect((await run([user("good"), assistant("worse")], rails)).rail).toBe("regex check output");
    expect((await run([user("good"), assistant("Fine.")], rails)).said).toBe("Fine.");
    expect((await run([user("good")], rails)).said).toBe("good");
  });

  it.each([[["input"]], [{ dialog: false, output: false }]] as const)(
    "%j checks the user's message even if there is an answer",
    async (rails) => {
      const { said, calls } = await run([user("good"), assistant("worse")], rails);
      expect([said, calls]).toEqual(["good", 0]);
    },
  );

  it("checks only the tool calls of an answer if requested", async () => {
    const rails = { dialog: false, output: false, tool_output: true } as const;
    expect((await run([user("good"), assistant("Fine.")], rails)).said).toBe("Fine.");
  });

  const call = { id: "1", type: "function", function: { name: "f", arguments: '{"a":"worse"}' } } as const;

  it.each<readonly [string, Omit<ChatMessage, "role">]>([
    ["the text", { content: "worse" }],
    [
      "every part of the text",
      {
        content: [
          { type: "text", text: "Fine." },
          { type: "text", text: "worse" },
        ],
      },
    ],
    ["the refusal", { content: null, refusal: "worse" }],
    ["a refusal among the parts", { content: [{ type: "refusal", refusal: "worse" }] }],
    ["the tool calls", { content: null, tool_calls: [call] }],
  ])("checks %s of an assistant message", async (_, message) => {
    expect((await run([user("x"), { role: "assistant", ...message }], ["output"])).status).toBe("blocked");
  });

  it("does not report a missing answer as checked", async () => {
    await expect(run([user("bad")], ["output"])).rejects.toThrow("There is no answer to check");
  });

  it("runs single rails by name", async () => {
    const rails = { dialog: false, input: [], output: ["regex check output"] } as const;
    expect((await run([user("bad"), assistant("worse")], rails)).rail).toBe("regex check output");
  });
});

describe("options.rails with the dialog", () => {
  it.each([[undefined], [["dialog", "input"]], [{ output: false }], [{ input: ["regex check input"] }]] as const)(
    "%j calls the model",
    async (rails) => {
      const { said, calls } = await run([user("good"), assistant("worse"), user("good")], rails);
      expect([said, calls]).toEqual(["A new answer.", 2]);
    },
  );

  it("rejects a list of dialogs", async () => {
    await expect(run([user("x")], { dialog: ["x"] })).rejects.toThrow("Expected true or false");
  });
});
