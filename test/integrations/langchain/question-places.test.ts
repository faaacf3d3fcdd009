import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, it } from "vitest";
import { RunnableRails } from "../../../src/integrations/langchain/index.ts";
import { railsOf } from "../../support/engine.ts";
import { planted } from "../../support/planted.ts";

const CANARY = "a CANARY in prose";

const BESIDE = { name: "n", id: "i", additional_kwargs: { a: { b: "c" } }, response_metadata: { m: "m" } };

/** Messages with a value in every field of LangChain's. */
const MESSAGES: readonly (readonly [new (fields: never) => BaseMessage, object])[] = [
  [SystemMessage, { content: "s", ...BESIDE }],
  [HumanMessage, { content: [{ type: "text", text: "t", cache_control: { type: "ephemeral" } }], ...BESIDE }],
  [
    AIMessage,
    {
      content: [{ type: "text", text: "t" }],
      tool_calls: [{ id: "c", name: "f", args: { a: "b" }, type: "tool_call" }],
      invalid_tool_calls: [{ id: "d", name: "g", args: "x", error: "e" }],
      usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_token_details: { tier: "t" } },
      ...BESIDE,
    },
  ],
  [ToolMessage, { content: "found", tool_call_id: "c", artifact: { a: ["b"] }, status: "success", ...BESIDE }],
];

const messages = (index = -1, fields: unknown = {}): BaseMessage[] =>
  MESSAGES.map(([Message, own], at) => new Message((at === index ? fields : own) as never));

describe("the input of a runnable", () => {
  it.each(["check", "redact"])("is checked by rails that %s, in every place of a message", async (verb) => {
    const rails = railsOf(`
rails:
  input: { flows: [regex ${verb} input] }
  config: { regex_detection: { input: { patterns: [CANARY] } } }
`);
    const leaked: string[] = [];
    for (const [index, [Message, own]] of MESSAGES.entries()) {
      for (const { at, value } of planted(own, CANARY)) {
        const chain = new RunnableRails(rails, {
          runnable: RunnableLambda.from((asked: BaseMessage[]) => {
            if (JSON.stringify(asked.map((one) => one.toDict())).includes("CANARY"))
              leaked.push(`${Message.name}${at}`);
            return new AIMessage("ok");
          }),
        });
        await chain.invoke(messages(index, value)).catch(() => {});
      }
    }
    expect(leaked).toEqual([]);
  });

  it("is unchanged if no rail objects", async () => {
    const rails = railsOf(
      "rails: { input: { flows: [regex check input] }, config: { regex_detection: { input: { patterns: [CANARY] } } } }",
    );
    let asked: BaseMessage[] = [];
    const runnable = RunnableLambda.from((given: BaseMessage[]) => {
      asked = given;
      return new AIMessage("ok");
    });
    await new RunnableRails(rails, { runnable }).invoke(messages());
    expect(asked.map((one) => one.toDict())).toEqual(messages().map((one) => one.toDict()));
  });
});
