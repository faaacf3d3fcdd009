import { ChatOpenAI } from "@langchain/openai";
import { guardFetch } from "edgerails";
import { rails } from "./rails.ts";

const model = new ChatOpenAI({ model: "gpt-5", configuration: { fetch: guardFetch(rails) } });

for await (const chunk of await model.stream("Write to jane@example.com")) process.stdout.write(chunk.text);
