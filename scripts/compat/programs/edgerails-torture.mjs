import { LLMRails, RailsConfig } from "edgerails";
import { tortureGuard } from "edgerails/torture";
import { assertMasked, CONFIG, QUESTION, textOf } from "./policy.mjs";

export const run = async () => {
  if (typeof tortureGuard !== "function") throw new Error("there is no tortureGuard");
  return assertMasked(await textOf(new LLMRails(RailsConfig.fromObject(CONFIG)).streamAsync({ messages: QUESTION })));
};
