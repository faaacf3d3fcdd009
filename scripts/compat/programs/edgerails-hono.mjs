import { LLMRails, RailsConfig } from "edgerails";
import { guard } from "edgerails/hono";
import { Hono } from "hono";
import { assertMasked, CONFIG, request, saidIn, upstream } from "./policy.mjs";

export const run = async () => {
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG));
  const app = new Hono().post("/v1/chat/completions", guard(rails), () => upstream());
  return assertMasked(await saidIn(await app.fetch(request("/v1/chat/completions"))));
};
