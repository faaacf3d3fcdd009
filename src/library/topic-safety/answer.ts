import { withoutReasoning } from "../../prompts/answers/reasoning.ts";
import { ALLOWED, blocked, type ParsedVerdict, unreadable } from "../../prompts/judge-answers.ts";

const WORD = /^["'“*_`\s]*(on|off)[- ]topic["'”*_`.!\s]*$/i;

/** `on-topic` allows, `off-topic` blocks, and nothing else may stand beside it. */
export const topicAnswer = (answer: string): ParsedVerdict => {
  const bare = withoutReasoning(answer);
  if ("why" in bare) return unreadable(bare.why);
  const word = WORD.exec(bare.text)?.[1]?.toLowerCase();
  if (word === undefined) return unreadable('the answer is neither "on-topic" nor "off-topic"');
  return word === "on" ? ALLOWED : blocked(["off-topic"]);
};
