import { guardFetch, LLMRails, RailsConfig } from "edgerails/core";
import { secrets } from "edgerails/rails/secrets";
import { assertMasked, CONFIG, QUESTION, saidIn, upstream } from "./policy.mjs";

export const run = async () => {
  const config = RailsConfig.fromObject({ rails: CONFIG.rails }, { catalog: { rails: [secrets] } });
  const ask = guardFetch(new LLMRails(config), { fetch: async () => upstream() });
  const body = JSON.stringify({ model: "m", messages: QUESTION, stream: true });
  return assertMasked(await saidIn(await ask("https://provider.test/v1/chat/completions", { method: "POST", body })));
};
