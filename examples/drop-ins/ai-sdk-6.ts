import { createOpenAI } from "ai-sdk-openai6"; // "@ai-sdk/openai" there
import { streamText, wrapLanguageModel } from "ai6"; // "ai" in a project of version 6
import { guardMiddleware } from "edgerails/ai6";
import { rails } from "./rails.ts";

const model = wrapLanguageModel({ model: createOpenAI()("gpt-5"), middleware: guardMiddleware(rails) });

for await (const text of streamText({ model, prompt: "Write to jane@example.com" }).textStream) {
  process.stdout.write(text);
}
