import { optional } from "../../json.ts";
import { inertLine } from "../terminal/inert-text.ts";
import type { Evaluation, RailScore, Score } from "./score.ts";
import { resultOf } from "./score.ts";

const percent = (part: number | null): string => (part === null ? "-" : `${(100 * part).toFixed(1)} %`);

const HEAD = [
  "rail",
  "samples",
  "precision",
  "recall",
  "false alarms",
  "p50 ms",
  "p95 ms",
  "calls",
  "tokens",
  "failed",
];

const figures = ({ precision, recall, falseAlarms, falseAlarmRate }: Score): readonly string[] => [
  percent(precision),
  percent(recall),
  `${falseAlarms} (${percent(falseAlarmRate)})`,
];

const railRow = (score: RailScore): readonly string[] => [
  `${score.rail} (${score.railType})`,
  String(score.samples),
  ...figures(score),
  score.p50Ms.toFixed(0),
  score.p95Ms.toFixed(0),
  String(score.calls),
  String(score.tokens),
  String(score.failures),
];

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
};

/** The results as a table, followed by every sample with a wrong result. */
export const tableOf = ({ samples, errors, overall, rails, judged }: Evaluation): string => {
  const total = ["all", String(samples), ...figures(overall), "", "", "", "", String(errors)];
  const wrong = judged.flatMap((one) => {
    const result = resultOf(one);
    if (result === "right") return [];
    const { sample, status = "failed", rail, error } = one;
    const why = [rail, error]
      .filter((word) => word !== undefined)
      .map((word) => ` (${word})`)
      .join("");
    return [`${result.padEnd(11)}  ${sample.id}: expected ${sample.expected}, ${status}${why}`];
  });
  const table = aligned([HEAD, ...rails.map(railRow), total]);
  return `${[...table, ...(wrong.length === 0 ? [] : ["", ...wrong])].map(inertLine).join("\n")}\n`;
};

/** The results as JSON, without the texts of the samples. */
export const jsonOf = ({ judged, ...figures }: Evaluation): string =>
  `${JSON.stringify(
    {
      ...figures,
      results: judged.map((one) => ({
        id: one.sample.id,
        expected: one.sample.expected,
        status: one.status ?? "failed",
        verdict: resultOf(one),
        ...optional("rail", one.rail),
        ...optional("error", one.error),
      })),
    },
    undefined,
    2,
  )}\n`;

/** Escapes a text for XML. Control characters that XML cannot represent are replaced. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** The results as JUnit XML, which CI systems read: one test case per sample. */
export const junitOf = ({ samples, errors, judged }: Evaluation, name: string): string => {
  const wrong = judged.filter((one) => ["missed", "false alarm"].includes(resultOf(one))).length;
  const cases = judged.map((one) => {
    const { sample, status, error = "", rails } = one;
    const seconds = rails.reduce((sum, { ms }) => sum + ms / 1_000, 0).toFixed(3);
    const open = `  <testcase classname="${escaped(name)}" name="${escaped(sample.id)}" time="${seconds}"`;
    const result = resultOf(one);
    if (result === "right") return `${open}/>`;
    const element =
      result === "error"
        ? `<error message="${escaped(error)}"/>`
        : `<failure type="${result}" message="${escaped(`expected ${sample.expected}, ${status}`)}"/>`;
    return `${open}>${element}</testcase>`;
  });
  const head = `<testsuite name="${escaped(name)}" tests="${samples}" failures="${wrong}" errors="${errors}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${cases.join("\n")}\n</testsuite>\n`;
};
