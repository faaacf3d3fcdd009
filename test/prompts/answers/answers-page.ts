import type { AnswerRow, Expected } from "./answer-table.ts";

const INTRODUCTION = `# How a judge's answer is read

A rail that asks a model reads its answer with the prompt's \`output_parser\`, or else with \`is_content_safe\` or a reader of
its own, which the last tables are about. An answer allows, blocks, or cannot be read. What cannot be read never allows, and
the log says why.

**A yes/no answer is read by its first word.** Before it may stand reasoning, a label (\`Answer:\`), quotation marks and
Markdown. What is said behind an allowing word must not take it back: no opposite decision, no "should be blocked" or "not
safe", no "maybe", no language that is not read. Explanations are read in English, and in Spanish, Catalan and Italian for what
takes a "no" back. Categories behind \`unsafe\` are kept.

**Reasoning** is what stands in \`<think>…</think>\` before the answer, or before one \`</think>\` whose opening tag stood in the
prompt. Tags in quotation marks, behind a decision, or left over make an answer unreadable: a text under check may hold them.

**The tokens of the judge count.** An answer that could not be read because \`max_tokens\` ran out says so. For a model that
thinks, raise \`max_tokens\` of the prompt.

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
