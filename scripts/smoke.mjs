// Tests the built package on the current runtime: a guarded stream from the library, and one over HTTP from a gateway.
import { fileURLToPath } from "node:url";
import { LLMRails, RailsConfig, serve } from "edgerails";
import { createApp } from "edgerails/server";

const QUESTION = { messages: [{ role: "user", content: "Where is the staging database?" }] };
const MASK = "postgres://app:<URL_PASSWORD>@db.internal";

const assertMasked = (name, text) => {
  if (!text.includes(MASK)) throw new Error(`${name}: expected a mask, found ${JSON.stringify(text)}`);
  console.log(`${name}: ok`);
};

const config = await RailsConfig.fromPath(fileURLToPath(new URL("../templates/play/masks.yml", import.meta.url)));

let text = "";
for await (const chunk of new LLMRails(config).streamAsync(QUESTION)) text += chunk;
assertMasked("library", text);

const server = await serve(createApp({ configs: { main: config } }), { port: 0 });
const response = await fetch(`${server.url}/v1/chat/completions`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ ...QUESTION, model: "main", stream: true }),
});
const deltas = (await response.text())
  .split("\n")
  .filter((line) => line.startsWith("data: {"))
  .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "");
assertMasked("gateway", deltas.join(""));
await server.close(0);
