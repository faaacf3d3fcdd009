// The client of @openai/guardrails with two of its checks that need no model, over a provider in the process.
import { GuardrailsOpenAI } from "@openai/guardrails";
import { POLICY } from "edgerails/torture";

const guardrails = [
  { name: "Secret Keys", config: { threshold: "balanced", custom_regex: [POLICY.key] } },
  { name: "Contains PII", config: { entities: ["EMAIL_ADDRESS"], block: false, detect_encoded_pii: false } },
];

const chunk = (delta, finish_reason = null) => ({
  id: "1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta, finish_reason }],
});

async function* answer(pieces) {
  for await (const content of pieces) yield `data: ${JSON.stringify(chunk({ content }))}\n\n`;
  yield `data: ${JSON.stringify(chunk({}, "stop"))}\n\ndata: [DONE]\n\n`;
}

export const name = "@openai/guardrails GuardrailsOpenAI";

export async function* guard(pieces) {
  const headers = { "content-type": "text/event-stream" };
  const body = () => ReadableStream.from(answer(pieces)).pipeThrough(new TextEncoderStream());
  const client = await GuardrailsOpenAI.create(
    { version: 1, output: { version: 1, guardrails } },
    { apiKey: "none", fetch: async () => new Response(body(), { headers }) },
  );
  const messages = [{ role: "user", content: "Please answer." }];
  const stream = await client.guardrails.chat.completions.create({ model: "m", messages, stream: true });
  for await (const part of stream) yield part.choices?.[0]?.delta?.content ?? "";
}
