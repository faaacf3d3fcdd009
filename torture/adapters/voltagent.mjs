// VoltAgent's output guardrails as its documentation uses them: a handler of stream parts that aborts, and its own redactor.
import { Agent, createEmailRedactorGuardrail, createOutputGuardrail } from "@voltagent/core";
import { MockLanguageModelV3 } from "ai/test";
import { POLICY } from "edgerails/torture";

globalThis.AI_SDK_LOG_WARNINGS = false;

const blocksKeys = createOutputGuardrail({
  name: "keys",
  handler: async ({ outputText = "" }) => ({ pass: !new RegExp(POLICY.key).test(outputText) }),
  streamHandler({ part, state, abort }) {
    if (part.type !== "text-delta") return part;
    state.text = `${state.text ?? ""}${part.text ?? part.delta ?? ""}`;
    if (new RegExp(POLICY.key).test(state.text)) abort("key");
    return part;
  },
});

async function* answer(pieces) {
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "1" };
  for await (const delta of pieces) yield { type: "text-delta", id: "1", delta };
  yield { type: "text-end", id: "1" };
  yield { type: "finish", finishReason: { unified: "stop" }, usage: { inputTokens: {}, outputTokens: {} } };
}

export const name = "@voltagent/core output guardrails";

export async function* guard(pieces) {
  const model = new MockLanguageModelV3({ doStream: async () => ({ stream: ReadableStream.from(answer(pieces)) }) });
  const outputGuardrails = [blocksKeys, createEmailRedactorGuardrail()];
  const agent = new Agent({ name: "tried", instructions: "Answer.", model, outputGuardrails });
  const { fullStream } = await agent.streamText("Please answer.");
  for await (const part of fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") yield part.text ?? part.delta ?? "";
  }
}
