import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";
import { guardTransform, verdictOf } from "edgerails/ai";
import { rails } from "./rails.ts";

const model = createOpenAI()("gpt-5");
const prompt = "What is the key?";
const { stream } = streamText({ model, prompt, experimental_transform: guardTransform(rails) });

for await (const part of stream) {
  if (part.type === "text-delta") process.stdout.write(part.text);
  const verdict = verdictOf(part);
  if (verdict !== undefined) console.error(verdict.rail, verdict.label);
}
