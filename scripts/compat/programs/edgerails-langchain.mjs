import { AIMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { LLMRails, RailsConfig } from "edgerails";
import { RunnableRails } from "edgerails/langchain";
import { ANSWER, assertMasked, CONFIG } from "./policy.mjs";

export const run = async () => {
  const rails = new RunnableRails(new LLMRails(RailsConfig.fromObject(CONFIG)));
  const guarded = rails.pipe(RunnableLambda.from(() => new AIMessage(ANSWER)));
  const { content } = await guarded.invoke("What is the key?");
  return assertMasked(content);
};
