import { createOpenAI } from "@ai-sdk/openai";
import { streamText, wrapLanguageModel } from "ai";
import { guardMetadata, guardMiddleware } from "edgerails/ai";
import { rails } from "./rails.ts";

const openai = createOpenAI();
const model = wrapLanguageModel({ model: openai("gpt-5"), middleware: guardMiddleware(rails) });

const result = streamText({ model, prompt: "Write to jane@example.com" });
for await (const text of result.textStream) process.stdout.write(text);

export const guard = guardMetadata(await result.providerMetadata); // { status: "modified", rail: "mask sensitive data on input", … }
