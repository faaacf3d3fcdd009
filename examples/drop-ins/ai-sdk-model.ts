import { createOpenAI } from "@ai-sdk/openai"; // or any other provider package
import { LLMRails } from "edgerails";
import { aiModel } from "edgerails/ai";
import { rails } from "./rails.ts";

const own = new LLMRails(rails.config, { llm: aiModel(createOpenAI()("gpt-5")) });

const messages = [{ role: "user" as const, content: "Write to jane@example.com" }];
for await (const text of own.streamAsync({ messages })) process.stdout.write(text);
