import type { ActivatedRail } from "./activated-rails.ts";
import type { GenerationStats } from "./generation-stats.ts";
import type { LlmCallInfo } from "./llm-call-info.ts";

const fixed = (value: number): string => value.toFixed(2);
/** A number as Python prints a rounded float: at least one decimal, at most two. */
const rounded = (value: number): string => {
  const text = String(Math.round(value * 100) / 100);
  return text.includes(".") ? text : `${text}.0`;
};

const share = (duration: number, total: number): string => rounded(total === 0 ? 0 : (100 * duration) / total);

const generalLines = (stats: GenerationStats): readonly string[] => {
  const total = stats.total_duration;
  const groups: readonly (readonly [string, number])[] = [
    ["INPUT Rails", stats.input_rails_duration],
    ["DIALOG Rails", stats.dialog_rails_duration],
    ["GENERATION Rails", stats.generation_rails_duration],
    ["OUTPUT Rails", stats.output_rails_duration],
  ];
  const line = (name: string, duration: number): string =>
    `  - [${fixed(duration)}s][${share(duration, total)}%]: ${name}`;
  const spent = groups.filter(([, duration]) => duration > 0);
  const overhead = total - spent.reduce((sum, [, duration]) => sum + duration, 0);
  return [
    `- Total time: ${fixed(total)}s`,
    ...spent.map(([name, duration]) => line(name, duration)),
    ...(overhead >= 0.01 ? [line("Processing overhead ", overhead)] : []),
  ];
};

const callLine = (stats: GenerationStats): readonly string[] =>
  stats.llm_calls_count === 0
    ? []
    : [
        `- ${stats.llm_calls_count} LLM calls, ${fixed(stats.llm_calls_duration)}s total duration, ` +
          `${stats.llm_calls_total_prompt_tokens} total prompt tokens, ` +
          `${stats.llm_calls_total_completion_tokens} total completion tokens, ` +
          `${stats.llm_calls_total_tokens} total tokens.`,
      ];

const detailLine = ({
  type,
  name,
  duration,
  executed_actions: actions,
  additional_info: info,
}: ActivatedRail): string => {
  const names = actions.map(({ action_name }) => action_name).join(", ");
  const calls = actions.flatMap(({ llm_calls }) => llm_calls);
  const times = calls.map((call) => `${rounded(call.duration)}s`).join(", ");
  const counts = `${actions.length} actions (${names}), ${calls.length} llm calls [${times}]`;
  const left = info === undefined ? "" : `, ${info.windows_not_judged} windows not judged`;
  return `- [${fixed(duration)}s] ${type.toUpperCase()} (${name}): ${counts}${left}`;
};

/** The statistics of a request for a person to read, laid out as NeMo Guardrails does. */
export const summaryText = (stats: GenerationStats, rails: readonly ActivatedRail[]): string =>
  [
    "",
    "# General stats",
    "",
    ...generalLines(stats),
    ...callLine(stats),
    "",
    "# Detailed stats",
    "",
    ...rails.map(detailLine),
    "",
    "",
  ].join("\n");

/** The model calls of a request for a person to read, as NeMo Guardrails' `explain()` words them. */
export const callsSummaryText = (calls: readonly LlmCallInfo[]): string => {
  if (calls.length === 0) return "No LLM calls were made.";
  const spent = calls.reduce((sum, { duration }) => sum + duration, 0);
  const tokens = calls.reduce((sum, { total_tokens }) => sum + total_tokens, 0);
  const used = (count: number): string => (count > 0 ? ` and used ${count} tokens` : "");
  const lines = calls.map(
    ({ task, duration, total_tokens }, index) =>
      `${index + 1}. Task \`${task}\` took ${fixed(duration)} seconds${used(total_tokens)}.`,
  );
  return [`Summary: ${calls.length} LLM call(s) took ${fixed(spent)} seconds${used(tokens)}.\n`, ...lines, ""].join(
    "\n",
  );
};
