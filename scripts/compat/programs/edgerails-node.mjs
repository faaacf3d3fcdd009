import { LLMRails, RailsConfig, serve } from "edgerails/node";
import { createApp } from "edgerails/server";
import { assertMasked, CONFIG, QUESTION, request, saidIn, textOf } from "./policy.mjs";

export const run = async () => {
  const config = RailsConfig.fromObject(CONFIG);
  assertMasked(await textOf(new LLMRails(config).streamAsync({ messages: QUESTION })));
  const server = await serve(createApp({ configs: { main: config } }), { port: 0 });
  const asked = request("/v1/chat/completions");
  const init = { method: "POST", headers: asked.headers, body: await asked.text() };
  const text = await saidIn(await fetch(`${server.url}/v1/chat/completions`, init));
  await server.close(0);
  return assertMasked(text);
};
