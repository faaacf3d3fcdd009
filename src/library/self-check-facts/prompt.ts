import type { PromptConfig } from "../../config/config-types.ts";
import { dataRule, judgePrompt, mark } from "../../prompts/judge-prompt.ts";

export const FACTS_PROMPT: PromptConfig = judgePrompt(
  "self_check_facts",
  `You check whether evidence supports an answer. ${dataRule("<evidence-{{ nonce }}> and <answer-{{ nonce }}>")}`,
  `${mark("evidence", "evidence")}\n${mark("answer", "response")}`,
  "Does the evidence support every claim in the answer?",
);
