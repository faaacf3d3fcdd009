import { withoutReasoning } from "../../prompts/answers/reasoning.ts";
import { ALLOWED, blocked, type ParsedVerdict, unreadable } from "../../prompts/judge-answers.ts";

const SCORE = /"SCORE"\s*:\s*"?(PASS|FAIL)\b"?/gi;

/** Lynx answers `{"REASONING": […], "SCORE": "PASS"}`. A score that is given twice is none. */
export const lynxAnswer = (answer: string): ParsedVerdict => {
  const bare = withoutReasoning(answer);
  if ("why" in bare) return unreadable(bare.why);
  const scores = [...bare.text.matchAll(SCORE)];
  if (scores.length !== 1) return unreadable(`the answer has ${scores.length === 0 ? "no" : "more than one"} "SCORE"`);
  return scores[0]?.[1]?.toUpperCase() === "PASS" ? ALLOWED : blocked(["hallucination"]);
};
