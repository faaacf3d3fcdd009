import { LLMRails, RailsConfig } from "edgerails";
import { guardTransform } from "edgerails/ai6";
import { ANSWER, assertMasked, CONFIG } from "./policy.mjs";

const USAGE = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
const piece = (text) => ({ type: "text-delta", id: "1", text });

export const run = async () => {
  const transform = guardTransform(new LLMRails(RailsConfig.fromObject(CONFIG)))({ tools: {}, stopStream: () => {} });
  const parts = [
    { type: "start" },
    { type: "start-step", request: {}, warnings: [] },
    { type: "text-start", id: "1" },
    ...ANSWER.match(/.{1,7}/g).map(piece),
    { type: "text-end", id: "1" },
    { type: "finish-step", finishReason: "stop", usage: USAGE, response: {} },
    { type: "finish", finishReason: "stop", totalUsage: USAGE },
  ];
  const source = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
  let text = "";
  for await (const part of source.pipeThrough(transform)) if (part.type === "text-delta") text += part.text;
  return assertMasked(text);
};
