import { RailsConfig } from "edgerails";
import { createApp } from "edgerails/server";
import { assertMasked, CONFIG, request, saidIn } from "./policy.mjs";

export const run = async () => {
  const app = createApp({ configs: { main: RailsConfig.fromObject(CONFIG) } });
  return assertMasked(await saidIn(await app.fetch(request("/v1/chat/completions"))));
};
