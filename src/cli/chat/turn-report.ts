import type { ActivatedRail, ExecutedAction } from "../../engine/log/activated-rails.ts";
import type { LlmCallInfo } from "../../engine/log/llm-call-info.ts";
import { inertLine } from "../terminal/inert-text.ts";
import type { TurnFacts } from "./responder.ts";

type Cells = readonly string[];

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

const railCells = ({ type, name, stop, executed_actions: runs, duration }: ActivatedRail): Cells => {
  const results = runs.map(({ return_value }) => return_value);
  const result = ["failed", "block", "transform"].find((one) => results.includes(one)) ?? "allow";
  const checks = `${runs.length} ${runs.length === 1 ? "check" : "checks"}`;
  return [
    type.replaceAll("_", " "),
    name,
    stop && result === "allow" ? "block" : result,
    checks,
    milliseconds(duration),
  ];
};

const callCells = (call: LlmCallInfo): Cells => [
  call.task,
  `${call.llm_provider_name}/${call.llm_model_name}`,
  `${call.estimated ? "~" : ""}${call.prompt_tokens} + ${call.completion_tokens} tokens`,
  milliseconds(call.duration),
];

const unanswered = ({ llm_calls: calls, service_calls: services = [] }: ExecutedAction): readonly string[] => [
  ...calls
    .filter(({ completion }) => completion === null)
    .map(({ request_model, host }) => `no answer from ${request_model}${host === undefined ? "" : ` at ${host}`}`),
  ...services
    .filter(({ status }) => status === null || status >= 400)
    .map(({ host, status }) => (status === null ? `no answer from ${host}` : `${host} answered ${status}`)),
];

/** The failed calls of rails to models and services. */
export const failureLines = ({ log }: TurnFacts): readonly string[] => {
  const failed = (log?.activated_rails ?? [])
    .flatMap(({ executed_actions: runs }) => runs)
    .filter(({ return_value }) => return_value === "failed");
  return [...new Set(failed.flatMap(unanswered))].map((line) => inertLine(`  ${line}`));
};

/** Formats rows as lines with aligned columns. */
const table = (rows: readonly Cells[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
};

const outcomeText = ({ outcome }: TurnFacts): string => {
  if (outcome === undefined) return "";
  return outcome.rail === undefined ? outcome.status : `${outcome.status} by ${outcome.rail}`;
};

const usageText = ({ usage }: TurnFacts): string => {
  if (usage === undefined) return "";
  const { promptTokens, completionTokens, deliveredTokens, withheldTokens, estimated } = usage;
  const share = deliveredTokens === undefined ? "" : `, ${deliveredTokens} delivered, ${withheldTokens} withheld`;
  return `${promptTokens} prompt + ${completionTokens} completion tokens${share}${estimated ? " (estimated)" : ""}`;
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line !== "").map((line, at) => inertLine(`  ${(at === 0 ? title : "").padEnd(8)} ${line}`));

/** What to report about a turn besides rails, outcome and usage. */
export interface TurnReport {
  /** Whether to list model calls. */
  readonly calls: boolean;
}

/** A readable report of a turn: rails, model calls, outcome and usage. */
export const turnReport = (facts: TurnFacts, { calls }: TurnReport): readonly string[] => {
  const rails = (facts.log?.activated_rails ?? []).filter(({ type }) => type !== "generation");
  return [
    ...section("rails", table(rails.map(railCells))),
    ...(calls ? section("calls", table((facts.log?.llm_calls ?? []).map(callCells))) : []),
    ...section("outcome", [outcomeText(facts)]),
    ...section("usage", [usageText(facts)]),
  ];
};
