import type { AnswerRow, Expected } from "./answer-table.ts";

const INTRODUCTION = `# How judges' answers are parsed

The answer of a judge is parsed by the prompt's \`output_parser\`, else by \`is_content_safe\`, or by a parser of the rail (the last
tables). The result is *allows*, *blocks* or *unreadable*. An unreadable answer is a failure of the rail, which blocks by default,
and the log says why.

**Yes/no answers are parsed by their first word.** Reasoning, a label (\`Answer:\`), quotation marks and Markdown may precede it. The text
after an allowing word must not contradict it: no opposite decision, no "should be blocked" or "not safe", no "maybe", no language that
is not supported. Explanations are understood in English, and contradictions of a "no" also in Spanish, Catalan and Italian. Categories
after \`unsafe\` are reported.

**Reasoning** is the text in \`<think>…</think>\` before the answer, or before a single \`</think>\` whose opening tag was in the prompt. Tags
in quotation marks, after a decision, or unbalanced make an answer unreadable, since the text under check may contain them.

**Token limits.** If an answer is unreadable because \`max_tokens\` was reached, the reason says so. For reasoning models, raise
\`max_tokens\` of the prompt.

The tables below are tests: \`npx vitest run --project node test/prompts/answers -u\` writes this page.
`;

const SHOWN = 120;

/** Everything that a table's cell or a reader could trip over is written as in a JSON string. */
const shown = (answer: string): string => {
  const text = JSON.stringify(answer.length > SHOWN ? `${answer.slice(0, SHOWN)}…` : answer).slice(1, -1);
  const visible = text
    .replaceAll(/\p{Cf}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll('\\"', '"')
    .replaceAll("|", "\\|");
  return visible === "" ? "(nothing)" : `\`\`${visible.includes("`") ? ` ${visible} ` : visible}\`\``;
};

const meaning = (expected: Expected): string => {
  if (expected === "allow") return "allows";
  if ("block" in expected)
    return expected.block.length === 0 ? "**blocks**" : `**blocks**: ${expected.block.join(", ")}`;
  return `unreadable: ${expected.unreadable}`;
};

const section = ([name, rows]: readonly [string, readonly AnswerRow[]]): string => {
  const lines = rows.map(([answer, expected]) => `| ${shown(answer)} | ${meaning(expected)} |`);
  return [`## ${name}`, "", "| answer | meaning |", "|---|---|", ...lines, ""].join("\n");
};

/** The page that shows a table of answers. */
export const answersPage = (table: Readonly<Record<string, readonly AnswerRow[]>>): string =>
  [INTRODUCTION, ...Object.entries(table).map(section)].join("\n");
