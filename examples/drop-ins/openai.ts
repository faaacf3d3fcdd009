import { guardFetch } from "edgerails";
import OpenAI from "openai";
import { rails } from "./rails.ts";

const client = new OpenAI({ fetch: guardFetch(rails) });

const stream = await client.responses.create({ model: "gpt-5", input: "Write to jane@example.com", stream: true });
for await (const event of stream) if (event.type === "response.output_text.delta") process.stdout.write(event.delta);
