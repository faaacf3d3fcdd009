import { basename } from "node:path";
import { BUNDLE_FORMAT, type BundledConfig } from "../../config/bundled-config.ts";
import type { RailsConfig } from "../../config/rails-config.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { redact } from "../../http/redact.ts";
import { plainName } from "../../llm/parameter-warnings.ts";
import { withoutVariables } from "../../llm/variables.ts";
import { EXIT, type RunCommand } from "../command-line/command.ts";
import { WITHOUT_WARNINGS, aboutConfig, dialogOption, loadConfig, reportRailWarnings } from "../configs/load-config.ts";
import { completeEnv, type Env } from "../configs/stand-ins.ts";
import { writeText } from "../files/write.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { catalogCode, importLines } from "./bundle-catalog.ts";

const MODULE = "export default";

/** The validated config as data. Colang flows are included in parsed form, so that they are not parsed again. */
const checked = ({ warnings: _warnings, catalog: _code, origins: _none, ...config }: RailsConfig): BundledConfig => ({
  format: BUNDLE_FORMAT,
  ...config,
  colang: { ...config.colang, files: [] },
});

const toJson = (value: unknown): string => JSON.stringify(value, null, 2);

/** JSON is valid JavaScript, except for the key `__proto__`, which configs cannot have. */
const toModule = (config: RailsConfig, from: string, file: string): string => {
  const { imports, object } = catalogCode(config);
  const all = [{ name: "bundledConfig", from: "edgerails/core" }, ...imports];
  return `// Written by \`edgerails bundle\` from ${JSON.stringify(from)}: change the config, not this file. Use it so:
//
//   import { LLMRails } from "edgerails/core";
//   import config from ${JSON.stringify(`./${basename(file)}`)};
//   const guard = new LLMRails(config, { env });
${importLines(all)}

/** The built-in rails, engines and languages that the config names: nothing else is carried along. */
const catalog = ${object};

${MODULE} bundledConfig(${toJson(checked(config))}, catalog);
`;
};

const KEY_MESSAGE =
  "An API key would stand in the bundle for everyone to read: remove it, and name the variable that holds it with `api_key_env_var`";

const KEY_NAME = /(?:^|_)(?:api_key|ad_token)$/;
const HEADERS = /(?:^|_)(?:headers|query)$/;

/** Placeholders for API keys of local servers, which clients require but servers ignore. */
const NO_KEY = /^(?:empty|none|null|dummy|ollama|lm-studio|(?:no|not)[-_ ](?:key|needed|required|used)\b[-_ a-z]*)$/i;

/** Whether a value is a literal API key, by the name of its field or as a header. References to variables are not. */
const isKey = (name: string, value: unknown, within: string): boolean => {
  const rest = typeof value === "string" ? withoutVariables(value) : value;
  if (rest === null || rest === "" || (typeof rest === "string" && NO_KEY.test(rest))) return false;
  if (KEY_NAME.test(plainName(name))) return true;
  return typeof rest === "string" && HEADERS.test(plainName(within)) && redact(rest) !== rest;
};

/** The paths of literal API keys, at any depth. */
const writtenKeys = (value: unknown, path: string, within = ""): readonly ConfigIssue[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
        isKey(key, inner, within)
          ? [{ path: `${path}.${key}`, message: KEY_MESSAGE }]
          : writtenKeys(inner, `${path}.${key}`, key),
      );

/** Throws a ConfigError for literal API keys: a bundle is deployed and shared like source code. */
const refuseKeys = ({ models, rails }: Record<string, unknown>): void => {
  const issues = [...writtenKeys(models, "models"), ...writtenKeys(rails, "rails")];
  if (issues.length > 0) throw new ConfigError(issues);
};

/** Checks the rails without API keys and actions, which the application provides. */
const checkRails = (config: RailsConfig, env: Env): LLMRails | undefined => {
  try {
    return new LLMRails(config, { env: completeEnv(config.models, env), ...WITHOUT_WARNINGS });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const issues = error.issues.filter(({ about }) => about !== "code");
    if (issues.length > 0) throw new ConfigError(issues, { cause: error });
    return undefined;
  }
};

/** `edgerails bundle` */
export const bundle: RunCommand = async (args, context) => {
  const [path = ""] = args.positionals;
  const file = args.text("output");
  const config = await loadConfig(path, context, dialogOption(args));
  await aboutConfig(path, () => refuseKeys(config.toObject()));
  const rails = await aboutConfig(path, () => checkRails(config, context.env));
  if (rails !== undefined) await reportRailWarnings(rails, path, context);
  const isJson = file?.endsWith(".json") === true;
  const text = isJson ? `${toJson(config.toObject())}\n` : toModule(config, path, file ?? "config.js");
  if (file === undefined) {
    context.stdout.write(text);
    return EXIT.ok;
  }
  await writeText(file, text);
  context.stdout.write(`${inertLine(`${file}: ${new TextEncoder().encode(text).length} bytes`)}\n`);
  return EXIT.ok;
};
