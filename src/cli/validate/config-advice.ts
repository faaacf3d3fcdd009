import { flowId } from "../../config/flow-id.ts";
import { flowsIn } from "../../config/group-flows.ts";
import type { RailsConfig } from "../../config/rails-config.ts";
import { closestName } from "../../config/suggest.ts";
import type { ConfigIssue } from "../../errors.ts";
import { builtInRails } from "../../library/catalog.ts";
import { KnownRails } from "../../library/resolve/known-rails.ts";
import type { TaskSpec } from "../../prompts/task.ts";

const BUILT_IN: readonly TaskSpec[] = [...new KnownRails([], builtInRails()).tasks.values()];

const TASKS: readonly string[] = [...BUILT_IN.map(({ name }) => name), "general"];

const TYPES: readonly string[] = [
  "main",
  "embeddings",
  ...BUILT_IN.flatMap(({ modelType }) => modelType ?? []),
  ...TASKS,
];

/** The known name closest to an unused one, if it looks like a typing error. */
const nearMiss = (name: string, known: readonly string[], used: ReadonlySet<string>): string | undefined =>
  known.includes(name) || used.has(name) ? undefined : closestName(name, known);

const flowsOf = ({ rails }: RailsConfig): readonly string[] =>
  [rails.input, rails.output, rails.retrieval, rails.toolInput, rails.toolOutput].flatMap(flowsIn);

const misspelt = (config: RailsConfig): readonly ConfigIssue[] => {
  const flows = flowsOf(config).map(flowId);
  const tasksInUse = new Set(flows.map(({ name }) => name.replaceAll(" ", "_")));
  const typesInUse = new Set(flows.flatMap(({ params: { model } }) => model ?? []));
  const known = [...TYPES, ...typesInUse];
  const nobody = (what: string, name: string, close: string): string =>
    `Nothing uses the ${what} \`${name}\`, did you mean \`${close}\`?`;
  return [
    ...config.models.flatMap(({ type }, index): ConfigIssue[] => {
      const close = nearMiss(type, known, new Set([...typesInUse, ...tasksInUse]));
      return close === undefined ? [] : [{ path: `models.${index}.type`, message: nobody("model type", type, close) }];
    }),
    ...config.prompts.flatMap(({ task }, index): ConfigIssue[] => {
      const { name } = flowId(task);
      const close = nearMiss(name, TASKS, tasksInUse);
      return close === undefined ? [] : [{ path: `prompts.${index}.task`, message: nobody("task", name, close) }];
    }),
  ];
};

const NO_MODELS =
  "There are no models, so nothing can answer: add one of type `main`, pass `llm` to LLMRails, or ask it together with a config that has one";
const NO_STREAMING =
  "Answers cannot be streamed while there are output rails: set `rails.output.streaming.enabled` to True";

/** Tokens. What lies across the border of two windows is only read as a whole if the second repeats its beginning. */
const SMALL_CONTEXT = 4;
const CUT_AT_BORDERS = `Judges read windows that repeat fewer than ${SMALL_CONTEXT} tokens, so what lies across a border is judged in halves: raise \`rails.output.streaming.context_size\``;

/** Warnings about valid settings that are probably not intended. */
export const configAdvice = (config: RailsConfig): readonly ConfigIssue[] => {
  const { flows, streaming } = config.rails.output;
  return [
    ...(config.models.length === 0 ? [{ path: "models", message: NO_MODELS }] : []),
    ...(flows.length > 0 && !streaming.enabled ? [{ path: "rails.output.flows", message: NO_STREAMING }] : []),
    ...(streaming.enabled && flows.length > 0 && streaming.contextSize < SMALL_CONTEXT
      ? [{ path: "rails.output.streaming.context_size", message: CUT_AT_BORDERS }]
      : []),
    ...misspelt(config),
  ];
};
