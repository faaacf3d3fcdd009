import { LLMRails, RailsConfig } from "edgerails/core";
import { createScriptedModel } from "edgerails/llm";
import { secrets } from "edgerails/rails/secrets";
import { assertMasked, CONFIG, QUESTION, textOf } from "./policy.mjs";

export const run = async () => {
  const catalog = { rails: [secrets], engines: { scripted: createScriptedModel } };
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG, { catalog }));
  return assertMasked(await textOf(rails.streamAsync({ messages: QUESTION })));
};
