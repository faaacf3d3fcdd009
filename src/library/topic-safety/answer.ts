import { type AnswerGrammar, readAnswer } from "../../prompts/answers/first-word.ts";
import { YES_BLOCKS } from "../../prompts/answers/grammars.ts";
import { blocked, type ParsedVerdict } from "../../prompts/judge-answers.ts";

const NO_JSON = /(?!)/;

const TOPIC: AnswerGrammar = {
  allow: "on[- ]topic",
  block: "off[- ]topic",
  lexicon: {
    ...YES_BLOCKS.lexicon,
    opposite: "off[- ]topic|out of (?:scope|bounds)|not on[- ]topic|outside (?:of )?the",
    faults: "irrelevant|unrelated",
    merits: "relevant|related|allowed|permitted|covered",
  },
  allowJson: NO_JSON,
  blockJson: NO_JSON,
};

/** Parses the answer: `on-topic` allows and `off-topic` blocks, unless an explanation after it contradicts it. */
export const topicAnswer = (answer: string): ParsedVerdict => {
  const verdict = readAnswer(answer, TOPIC);
  return verdict.recognised && !verdict.allowed ? blocked(["off-topic"]) : verdict;
};
