import { RailsConfig } from "edgerails/core";
import { createScriptedModel } from "edgerails/llm";
import { secrets } from "edgerails/rails/secrets";
import { createApp } from "edgerails/server/core";
import { assertMasked, CONFIG, request, saidIn } from "./policy.mjs";

export const run = async () => {
  const catalog = { rails: [secrets], engines: { scripted: createScriptedModel } };
  const app = createApp({ configs: { main: RailsConfig.fromObject(CONFIG, { catalog }) } });
  return assertMasked(await saidIn(await app.fetch(request("/v1/chat/completions"))));
};
