import type { PromptConfig } from "../../config/config-types.ts";
import { dataRule, judgePrompt, mark } from "../../prompts/judge-prompt.ts";

export const HALLUCINATION_PROMPT: PromptConfig = judgePrompt(
  "self_check_hallucination",
  `You check whether a statement agrees with other answers to the same question. ${dataRule("<answers-{{ nonce }}> and <statement-{{ nonce }}>")}`,
  `${mark("answers", "paragraph")}\n${mark("statement", "statement")}`,
  "Do the answers agree with the statement?",
);
