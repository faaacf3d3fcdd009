import Anthropic from "@anthropic-ai/sdk";
import { guardFetch } from "edgerails";
import { rails } from "./rails.ts";

const client = new Anthropic({ fetch: guardFetch(rails) });

const messages = [{ role: "user" as const, content: "Write to jane@example.com" }];
const answer = await client.messages.create({ model: "claude-sonnet-5-5", max_tokens: 1000, messages });
for (const block of answer.content) if (block.type === "text") process.stdout.write(block.text);
