import { describe, expect, it } from "vitest";
import { topicAnswer } from "../../../src/library/topic-safety/answer.ts";
import { messageText } from "../../../src/rails/request/message-text.ts";
import { assistant, user } from "../../support/engine.ts";
import { ask, judged } from "../../support/judged.ts";

const CONFIG = (more = "") => `
models:
  - { type: main, engine: fake_main, model: m }
  - { type: topic_control, engine: fake_judge, model: j }
rails: { input: { flows: [topic safety check input $model=topic_control] } }
prompts:
  - { task: topic_safety_check_input $model=topic_control, content: "Talk about maps only.${more}" }
`;

describe("topicAnswer", () => {
  it.each([
    ["on-topic", true],
    ["On-Topic.\n", true],
    ["<think>maps</think>on-topic", true],
    ["off-topic", false],
    ["**off topic**", false],
  ])("parses %j", (answer, allowed) => {
    expect(topicAnswer(answer)).toMatchObject({ allowed, recognised: true });
  });

  it.each(["", "on-topic or off-topic", "This is on-topic, since", "yes", "not off-topic"])(
    "fails for %j",
    (answer) => {
      expect(topicAnswer(answer)).toMatchObject({ allowed: false, recognised: false });
    },
  );
});

describe("topic safety check input", () => {
  it("blocks what its model calls off-topic and passes the rest", async () => {
    for (const [answer, status] of [
      ["off-topic", "blocked"],
      ["on-topic", "passed"],
    ] as const) {
      expect((await ask(judged(CONFIG(), () => answer).rails)).outcome.status).toBe(status);
    }
  });

  it("sends its model the guidelines, the conversation before the user's message, and the message", async () => {
    const { rails, asked } = judged(CONFIG(), () => "on-topic");
    await ask(rails, {}, [
      { role: "system", content: "You are Max." },
      user("Where is Rome?"),
      assistant("In Italy."),
      user("How far"),
      user("is it?"),
    ]);
    expect(asked[0]?.messages.slice(1)).toEqual([
      user("Where is Rome?"),
      assistant("In Italy."),
      user("How far\nis it?"),
    ]);
    expect(asked[0]?.messages[0]).toMatchObject({
      role: "system",
      content: expect.stringMatching(/^Talk about maps only\.\n\n.*"off-topic"/s),
    });
  });

  it("does not add the answer format to a prompt that has it", async () => {
    const { rails, asked } = judged(CONFIG(" Say off-topic or on-topic."), () => "on-topic");
    await ask(rails);
    expect(asked[0]?.messages[0]?.content).toBe("Talk about maps only. Say off-topic or on-topic.");
  });

  it("drops the oldest messages of a long conversation, but not the user's message", async () => {
    const { rails, asked } = judged(CONFIG(), () => "on-topic");
    const old = "o".repeat(15_000);
    await ask(rails, {}, [user("first"), user(old), assistant("b"), user("q".repeat(900))]);
    expect(asked[0]?.messages.slice(1).map((message) => messageText(message).length)).toEqual([1, 900]);
  });

  it("fails for any other answer", async () => {
    const { outcome } = await ask(judged(CONFIG(), () => "perhaps").rails);
    expect(outcome).toMatchObject({ status: "blocked", code: "rail_execution_failure" });
    expect(outcome.reason).toContain("the answer does not begin with a decision");
  });
});
