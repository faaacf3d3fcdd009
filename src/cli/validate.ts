import type { ModelConfig } from "../config/config-types.ts";
import { validateEnvironment } from "../config/validate-environment.ts";
import { LLMRails } from "../engine/llm-rails.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { createModel } from "../llm/registry.ts";
import type { RailsConfig } from "../node/rails-config.ts";
import { type CliContext, EXIT, type RunCommand } from "./command.ts";
import { inertLine } from "./inert-text.ts";
import { issueLines } from "./issue-lines.ts";
import { aboutConfig, loadConfig } from "./load-config.ts";

const issuesOf = (check: () => unknown): readonly ConfigIssue[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
};

const noCall = (): Promise<never> => Promise.reject(new Error("A check calls no model"));

/** Stands for every key and address that is not set here: what this machine lacks says nothing about the config. */
const STAND_IN = "https://stand-in.invalid";

const standInEnv = (env: CliContext["env"], { parameters }: ModelConfig): Readonly<Record<string, unknown>> => {
  const binding = parameters["binding"] ?? "AI";
  return new Proxy<Record<string, unknown>>(
    { ...env },
    { get: (target, name) => target[String(name)] ?? (name === binding ? { run: noCall } : STAND_IN) },
  );
};

type Env = Readonly<Record<string, unknown>>;

const modelIssues = (models: readonly ModelConfig[], envOf: (model: ModelConfig) => Env): readonly ConfigIssue[] =>
  models
    .filter(({ type }) => type !== "embeddings")
    .flatMap((model) => issuesOf(() => createModel(model, { env: envOf(model), fetch: noCall })));

/** What would fail on this machine only, for want of a key. */
const missingHere = (config: RailsConfig, env: CliContext["env"]): readonly ConfigIssue[] => {
  const models = config.models.filter(({ apiKeyEnvVar }) => apiKeyEnvVar === undefined);
  return [...validateEnvironment(config, env), ...modelIssues(models, () => env)];
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
  const flows = groups.flatMap(([name, { flows }]) => flows.map((flow) => `${name}: ${flow}`));
  const names = models.map(({ type, engine, model }) => `${type}: ${engine}/${model}`);
  const list = (items: readonly string[]): string => (items.length === 0 ? "" : ` (${items.join(", ")})`);
  return `${count(names.length, "model")}${list(names)}, ${count(flows.length, "rail")}${list(flows)}, ${count(prompts.length, "prompt")}`;
};

const validateOne = async (path: string, context: CliContext): Promise<void> => {
  const config = await loadConfig(path, context);
  await aboutConfig(path, () => {
    const issues = [
      ...issuesOf(() => new LLMRails(config)),
      ...modelIssues(config.models, (model) => standInEnv(context.env, model)),
    ];
    if (issues.length > 0) throw new ConfigError(issues);
  });
  const missing = missingHere(config, context.env).map((issue) => ({ ...issue, source: path }));
  for (const line of issueLines(missing, "warning")) context.stderr.write(`${line}\n`);
  context.stdout.write(`${inertLine(`${path}: ok, ${summary(config)}`)}\n`);
};

/** `edgerails validate` */
export const validate: RunCommand = async (args, context) => {
  let failed = false;
  for (const path of args.positionals) {
    try {
      await validateOne(path, context);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      failed = true;
      context.stderr.write(`${issueLines(error.issues, "error").join("\n")}\n`);
    }
  }
  return failed ? EXIT.failed : EXIT.ok;
};
