import { LLMRails, RailsConfig } from "edgerails";
import { guardProcessor } from "edgerails/mastra";
import { assertMasked, CONFIG, QUESTION, textOf } from "./policy.mjs";

export const run = async () => {
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG));
  if (typeof guardProcessor(rails).processOutputStream !== "function") throw new Error("there is no processor");
  return assertMasked(await textOf(rails.streamAsync({ messages: QUESTION })));
};
