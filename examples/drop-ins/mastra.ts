import { Agent } from "@mastra/core/agent";
import { guardProcessor } from "edgerails/mastra";
import { rails } from "./rails.ts";

const guard = guardProcessor(rails);
const agent = new Agent({
  id: "writer",
  name: "writer",
  instructions: "You write mails.",
  model: { id: "openai/gpt-5", url: process.env["OPENAI_BASE_URL"] as string },
  inputProcessors: [guard],
  outputProcessors: [guard],
});

const { textStream } = await agent.stream("Write to jane@example.com");
for await (const text of textStream) process.stdout.write(text);
