import type { ConfigOptions } from "../../config/build-config.ts";
import type { ModelConfig } from "../../config/config-types.ts";
import { flowsIn } from "../../config/group-flows.ts";
import { type InspectedConfig, inspectFiles } from "../../config/inspect-config.ts";
import { validateEnvironment } from "../../config/validate-environment.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { isRecord } from "../../json.ts";
import { configWarnings } from "../../library/resolve/config-warnings.ts";
import { issuesOfModels } from "../../llm/model-issues.ts";
import { withVariables } from "../../llm/model-variables.ts";
import { loadConfigFiles } from "../../node/load-config-dir.ts";
import { RailsConfig } from "../../node/rails-config.ts";
import { type CliContext, EXIT, type RunCommand } from "../command-line/command.ts";
import { WITHOUT_WARNINGS, aboutConfig, dialogOption, placed } from "../configs/load-config.ts";
import { nestedConfigs } from "../configs/load-configs.ts";
import { completeEnv, type Env, noCall, STAND_IN, standInEnv } from "../configs/stand-ins.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { issueLines } from "../terminal/issue-lines.ts";
import { configAdvice } from "./config-advice.ts";

const issuesOf = (check: () => unknown): readonly ConfigIssue[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
};

/** Replaces values that name an unset environment variable by a placeholder. */
const withStandIns = (model: ModelConfig, env: Env): ModelConfig => {
  const places = new Set(issuesOf(() => withVariables(model, { env })).map(({ path }) => path));
  const standIn = (value: unknown, path: string): unknown => {
    if (places.has(path)) return STAND_IN;
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, standIn(inner, `${path}.${key}`)]));
  };
  const { parameters } = standIn({ parameters: model.parameters }, "models") as Pick<ModelConfig, "parameters">;
  return { ...model, model: String(standIn(model.model, "models.model")), parameters };
};

const modelIssues = (models: readonly ModelConfig[], envOf: (model: ModelConfig) => Env): readonly ConfigIssue[] =>
  issuesOfModels(models, (model) => ({ env: envOf(model), fetch: noCall, clock: SYSTEM_CLOCK }));

/** Whether an issue is about the environment (API keys, actions), not about the config itself. */
const isOfEnvironment = ({ about }: ConfigIssue): boolean => about !== undefined;

/** The API keys, URLs and actions that rails lack in this environment. */
const missingServices = (config: RailsConfig, env: Env): readonly ConfigIssue[] => {
  const named = Object.fromEntries(config.models.map(({ apiKeyEnvVar }) => [apiKeyEnvVar ?? "", STAND_IN]));
  return issuesOf(() => new LLMRails(config, { env: { ...named, ...env }, ...WITHOUT_WARNINGS })).filter(
    isOfEnvironment,
  );
};

/** Issues of this environment, such as unset keys that the config does not name. */
const missingHere = (config: RailsConfig, env: CliContext["env"]): readonly ConfigIssue[] => [
  ...modelIssues(config.models, () => env),
  ...missingServices(config, env),
];

const isAround = (path: string, other: string): boolean => path === other || other.startsWith(`${path}.`);

/** Whether the flow of a rail may be in a Colang file that was left out. */
const isRailOfLeftFile = (path: string, left: readonly string[]): boolean =>
  /^rails\.\w+\.flows/.test(path) && left.some((one) => one.startsWith("colang."));

/** Whether an issue may be a consequence of one that was reported already. */
const isEcho = ({ path }: ConfigIssue, { left }: InspectedConfig): boolean =>
  left.length > 0 &&
  path !== undefined &&
  (isRailOfLeftFile(path, left) ||
    path === "prompts" ||
    path === "models" ||
    left.some((one) => isAround(one, path) || isAround(path, one)));

interface Found {
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/** The issues of later stages (flows, patterns, prompts, engines, keys), and warnings of rails. */
const laterStages = (inspected: InspectedConfig, env: CliContext["env"]): Found => {
  const { config, warnings: loadWarnings } = inspected;
  if (config === undefined) return { issues: [], warnings: loadWarnings };
  const warnings: ConfigIssue[] = [];
  const onWarning = (warning: ConfigIssue): number => warnings.push(warning);
  const issues = [
    // Its issues about single models are left out: below, all models are checked.
    ...issuesOf(() => new LLMRails(config, { env: completeEnv(config.models, env), onWarning })).filter(
      (issue) => issue.path?.startsWith("models.") !== true && !isOfEnvironment(issue),
    ),
    ...modelIssues(
      config.models.map((model) => withStandIns(model, env)),
      (model) => standInEnv(env, model),
    ).filter((issue) => !isOfEnvironment(issue)),
    ...validateEnvironment(config, env),
  ].filter((issue) => !isEcho(issue, inspected));
  return { issues, warnings: warnings.length > 0 ? warnings : configWarnings(config) };
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const summary = ({ models, rails, prompts }: RailsConfig): string => {
  const groups = [
    ["input", rails.input],
    ["output", rails.output],
    ["retrieval", rails.retrieval],
    ["tool input", rails.toolInput],
    ["tool output", rails.toolOutput],
  ] as const;
  const flows = groups.flatMap(([name, group]) => flowsIn(group).map((flow) => `${name}: ${flow}`));
  const names = models.map(({ type, engine, model }) => `${type}: ${engine}/${model}`);
  const list = (items: readonly string[]): string => (items.length === 0 ? "" : ` (${items.join(", ")})`);
  return `${count(names.length, "model")}${list(names)}, ${count(flows.length, "rail")}${list(flows)}, ${count(prompts.length, "prompt")}`;
};

const validateOne = async (
  path: string,
  { env, stdout, stderr }: CliContext,
  options: Pick<ConfigOptions, "dialog">,
): Promise<boolean> => {
  const inspected = inspectFiles(RailsConfig, await aboutConfig(path, () => loadConfigFiles(path)), options);
  const { config, locate } = inspected;
  const later = laterStages(inspected, env);
  const issues = [...inspected.issues, ...later.issues.map(locate)];
  const advice =
    config === undefined || issues.length > 0 ? [] : [...configAdvice(config), ...missingHere(config, env)];
  const warnings = [...later.warnings, ...advice.map(locate)];
  const lines = [
    ...issueLines(await placed(warnings, path), "warning"),
    ...issueLines(await placed(issues, path), "error"),
  ];
  for (const line of lines) stderr.write(`${line}\n`);
  if (issues.length > 0 || config === undefined) return false;
  stdout.write(`${inertLine(`${path}: ok, ${summary(config)}`)}\n`);
  return true;
};

/** The paths of the configs in a folder, or the path itself. */
const configPaths = async (path: string): Promise<readonly string[]> => {
  const nested = await nestedConfigs(path);
  return nested.length === 0 ? [path] : nested;
};

/** `edgerails validate` */
export const validate: RunCommand = async (args, context) => {
  let failed = false;
  for (const path of (await Promise.all(args.positionals.map(configPaths))).flat()) {
    try {
      if (!(await validateOne(path, context, dialogOption(args)))) failed = true;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      failed = true;
      context.stderr.write(`${issueLines(error.issues, "error").join("\n")}\n`);
    }
  }
  return failed ? EXIT.failed : EXIT.ok;
};
