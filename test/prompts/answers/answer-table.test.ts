import { describe, expect, it } from "vitest";
import { lynxAnswer } from "../../../src/library/patronus-lynx/answer.ts";
import { topicAnswer } from "../../../src/library/topic-safety/answer.ts";
import type { ParsedVerdict } from "../../../src/prompts/judge-answers.ts";
import { isSafe, isSupported, verdictParser } from "../../../src/prompts/output-parsers.ts";
import type { Expected } from "./answer-table.ts";
import { ANSWER_TABLE } from "./answer-table.ts";
import { answersPage } from "./answers-page.ts";

const DOC = "../../../docs/judge-answers.md";

/** Parsers that belong to a rail, or that no config can name. */
const OWN: ReadonlyMap<string, (answer: string) => ParsedVerdict> = new Map([
  ["is_content_safe, where yes allows", isSupported],
  ["llama guard check input|output", isSafe],
  ["topic safety check input", topicAnswer],
  ["patronus lynx check output hallucination", lynxAnswer],
]);

const parserOf = (name: string): ((answer: string) => ParsedVerdict) => OWN.get(name) ?? verdictParser(name);

const verdictOf = (expected: Expected): ParsedVerdict => {
  if (expected === "allow") return { allowed: true, violations: [], recognised: true };
  if ("block" in expected) return { allowed: false, violations: expected.block, recognised: true };
  return { allowed: false, violations: expected.violations ?? [], recognised: false, why: expected.unreadable };
};

describe.each(Object.entries(ANSWER_TABLE))("%s", (name, rows) => {
  it.each(rows.map(([answer, expected]) => [answer.slice(0, 80), expected, answer] as const))(
    "parses %j as %j",
    (_shown, expected, answer) => {
      expect(parserOf(name)(answer)).toEqual(verdictOf(expected));
    },
  );
});

it("docs/judge-answers.md has the same table", async () => {
  await expect(answersPage(ANSWER_TABLE)).toMatchFileSnapshot(DOC);
});

it("parses a long run of end-of-turn markers in linear time", () => {
  const answer = `${"</s>".repeat(200_000)}x`;
  expect(verdictParser("is_content_safe")(answer)).toMatchObject({ allowed: false, recognised: false });
});
