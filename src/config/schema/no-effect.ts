import { isRecord, type JsonRecord, listOf, recordOf } from "../../json.ts";
import type { ConfigPath } from "../reading/config-node.ts";
import type { PathIssue } from "./format-issues.ts";
import { modelKeyWarnings } from "./model-keys.ts";
import { MISPLACED_KEYS, UNREAD_KEYS } from "./unread-keys.ts";

/*
 * Keys of NeMo Guardrails 0.24 that load here and do nothing. A config that was written for it must not lead anyone to
 * believe in what does not happen.
 */

const NO_DIALOG = "dialog is not run here, rails are";
const NO_DOCUMENTS =
  "no documents are searched here: pass what you found as `relevant_chunks` in the context of a request";
const NO_TRACES =
  "nothing is traced or counted without `telemetry`: pass `openTelemetry()` of `edgerails/otel`, or see `edgerails server --metrics-port`";

const READ_BY_NONE = "neither NeMo Guardrails nor edgerails reads it";
/** Alternatives for ignored keys of public configs. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["actions", "actions are code: pass them as `actions` of LLMRails"],
  ["dialog", NO_DIALOG],
  ["embeddings", "no embeddings are made here"],
  ["tools", "tools are sent with a request"],
]);

/** Nested paths, and what to do instead. */
export const KEYS_WITHOUT_EFFECT: readonly (readonly [string, string])[] = [
  ["docs", NO_DOCUMENTS],
  ["knowledge_base", NO_DOCUMENTS],
  ["core", "no embeddings are searched here"],
  ["actions_server_url", "actions run in this process: pass them as `actions` of LLMRails"],
  ["config_path", "nothing is read from it"],
  ["imported_paths", "nothing is read from them"],
  ["enable_multi_step_generation", NO_DIALOG],
  ["raw_llm_call_action", NO_DIALOG],
  ["event_source_uid", "events have no source here"],
  ["user_messages", NO_DIALOG],
  ["flows", NO_DIALOG],
  ["tracing", NO_TRACES],
  ["metrics", NO_TRACES],
  ...UNREAD_KEYS.map((key) => [key, INSTEAD.get(key) ?? READ_BY_NONE] as const),
  ...[...MISPLACED_KEYS].map(([key, why]) => [`rails.config.${key}`, why] as const),
  ["rails.dialog", NO_DIALOG],
  ["rails.actions", NO_DIALOG],
  ["rails.execution", "no version of NeMo Guardrails runs such rails: use `rails.tool_input` and `rails.tool_output`"],
  ["rails.output.enable_on_predefined_messages", "what a rail says is its author's, and no rail reads it"],
  [
    "rails.output.speculative_generation",
    "output rails read an answer while it is written: see `rails.output.streaming`",
  ],
];

/** Whether a value requests something: not `false`, empty or disabled. */
const asks = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  if (!isRecord(value)) return true;
  const { enabled, ...rest } = value;
  if (enabled === false || enabled === null) return false;
  return enabled === true || Object.values(rest).some(asks);
};

const at = (config: JsonRecord, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => recordOf(value)[key], config);

const noEffect = (path: ConfigPath, why: string): PathIssue => ({
  path,
  message: `\`${String(path.at(-1))}\` has no effect: ${why}`,
});

const plainKeys = (config: JsonRecord): readonly PathIssue[] =>
  KEYS_WITHOUT_EFFECT.flatMap(([key, why]) => {
    const path = key.split(".");
    return asks(at(config, path)) ? [noEffect(path, why)] : [];
  });

const models = (config: JsonRecord): readonly PathIssue[] =>
  listOf(config["models"]).flatMap((item, index) => {
    const model = recordOf(item);
    const { type, cache, streaming } = model;
    return [
      ...modelKeyWarnings(model).map(({ path, message }) => ({ path: ["models", index, ...path], message })),
      ...(type === "embeddings"
        ? [
            {
              path: ["models", index],
              message: "The model of type `embeddings` has no effect: no embeddings are made here",
            },
          ]
        : []),
      ...(asks(streaming) ? [noEffect(["models", index, "streaming"], "whoever asks for a stream gets one")] : []),
      ...(asks(cache) ? [noEffect(["models", index, "cache"], "no answers of models are kept here")] : []),
    ];
  });

/** Tasks of dialog. */
const DIALOG_TASK = /^generate_/;

const taskOf = (prompt: unknown): string => String(recordOf(prompt)["task"]);

const prompts = (config: JsonRecord): readonly PathIssue[] =>
  listOf(config["prompts"]).flatMap((prompt, index) =>
    DIALOG_TASK.test(taskOf(prompt))
      ? [{ path: ["prompts", index], message: `The prompt of \`${taskOf(prompt)}\` has no effect: ${NO_DIALOG}` }]
      : [],
  );

const instructions = (config: JsonRecord): readonly PathIssue[] => {
  const all = listOf(config["instructions"]);
  const first = all.findIndex((one) => recordOf(one)["type"] === "general");
  return all.flatMap((_, index) =>
    index === first
      ? []
      : [
          {
            path: ["instructions", index],
            message: "This instruction has no effect: the first of type `general` counts",
          },
        ],
  );
};

/** The sample conversation has an effect only if a prompt uses it. */
const sample = (config: JsonRecord): readonly PathIssue[] => {
  const isRead = listOf(config["prompts"]).some((prompt) => JSON.stringify(prompt).includes("sample_conversation"));
  if (isRead || !asks(config["sample_conversation"])) return [];
  return [noEffect(["sample_conversation"], "no prompt reads it: write a prompt with `task: general` that does")];
};

const modelName = (model: JsonRecord): string => {
  const parameters = recordOf(model["parameters"]);
  return `${String(model["engine"])}/${String(model["model"] ?? parameters["model"] ?? parameters["model_name"])}`;
};

/** Further models of a type are ignored. */
const laterModels = (config: JsonRecord): readonly PathIssue[] => {
  const first = new Map<unknown, JsonRecord>();
  return listOf(config["models"]).flatMap((item, index): readonly PathIssue[] => {
    const model = recordOf(item);
    const { type } = model;
    const earlier = first.get(type);
    if (typeof type !== "string" || earlier === undefined) {
      first.set(type, model);
      return [];
    }
    const message = `Two models of the type \`${type}\`: \`${modelName(earlier)}\` counts, \`${modelName(model)}\` has no effect`;
    return [{ path: ["models", index, "type"], message }];
  });
};

/** Warnings about keys of a config that have no effect, or another one than in NeMo Guardrails. */
export const withoutEffect = (value: unknown): readonly PathIssue[] => {
  const config = recordOf(value);
  return [plainKeys, models, laterModels, prompts, instructions, sample].flatMap((find) => find(config));
};
