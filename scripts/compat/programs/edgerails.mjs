import { LLMRails, RailsConfig } from "edgerails";
import { assertMasked, CONFIG, QUESTION, textOf } from "./policy.mjs";

export const run = async () => {
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG));
  return assertMasked(await textOf(rails.streamAsync({ messages: QUESTION })));
};
