import { ConfigError, type ConfigIssue } from "../errors.ts";
import { buildConfig, type ConfigOptions } from "./build-config.ts";
import { assertObject, RailsConfig as ObjectRailsConfig, type RailsConfigClass, withCatalog } from "./rails-config.ts";
import { readColangFile } from "./reading/colang-file.ts";
import { readConfigFiles, type ReadFiles } from "./reading/config-files.ts";
import { type ConfigNode, emptyNode, isList, isMap, issueAt } from "./reading/config-node.ts";
import { mergeNodes } from "./reading/merge-nodes.ts";
import { nodeFromValue, nodeReader } from "./reading/node-from-value.ts";
import { parseYaml } from "./reading/parse-yaml.ts";
import { describeValue } from "./schema/format-issues.ts";
import { assertOptions, hint } from "./suggest.ts";

/** A config as texts. Several are merged. */
export interface ConfigContent {
  /** The text of a `config.yml`. */
  readonly yamlContent?: string;
  /** The text of a `.co` file: bot messages and rails. */
  readonly colangContent?: string;
  /** An object under NeMo's keys. */
  readonly config?: object;
}

const CONTENT_KEYS: readonly string[] = ["yamlContent", "colangContent", "config"] satisfies (keyof ConfigContent)[];

/** Throws for content that is empty or of a wrong type: it would be a config without rails. */
function checkContent(content: unknown): void {
  const fix = "pass the text of a `config.yml` as `{ yamlContent }`, or an object of NeMo's keys as `{ config }`";
  assertObject(content, "fromContent", fix);
  const { yamlContent, colangContent, config } = content;
  const texts = Object.entries({ yamlContent, colangContent });
  const issues = [
    ...Object.keys(content)
      .filter((key) => !CONTENT_KEYS.includes(key))
      .map((key) => `RailsConfig.fromContent does not know the key \`${key}\`${contentHint(key)}`),
    ...texts
      .filter(([, text]) => text !== undefined && typeof text !== "string")
      .map(([key, text]) => `\`${key}\` of RailsConfig.fromContent expected a text but found ${describeValue(text)}`),
  ];
  if (issues.length === 0 && [yamlContent, colangContent, config].every((part) => part === undefined)) {
    issues.push("RailsConfig.fromContent found no config: pass `yamlContent`, `colangContent` or `config`");
  }
  if (issues.length > 0) throw new ConfigError(issues.map((message) => ({ message })));
}

/** A hint for the key names of NeMo's Python API. */
const contentHint = (key: string): string => {
  const camel = key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return hint(camel === "yaml" || camel === "colang" ? `${camel}Content` : camel, CONTENT_KEYS);
};

function checkFiles(files: unknown): void {
  assertObject(files, "fromFiles", 'pass their texts by path, as in `{ "config.yml": "…" }`');
  const issues = Object.entries(files)
    .filter(([, text]) => typeof text !== "string")
    .map(([source, text]) => ({ source, message: `expected a text but found ${describeValue(text)}` }));
  if (issues.length > 0) throw new ConfigError(issues);
}

function readContent(content: ConfigContent, issues: ConfigIssue[]): ReadFiles {
  const { config, yamlContent, colangContent } = content;
  const results = [
    ...(config === undefined ? [] : [nodeFromValue(config, nodeReader("config", issues))]),
    ...(yamlContent === undefined ? [] : [parseYaml(yamlContent, "yamlContent", issues)]),
    ...(colangContent === undefined ? [] : [readColangFile(colangContent, "colangContent", issues)]),
  ];
  const nodes = results.filter((node) => node !== undefined);
  return { nodes, warnings: nodes.flatMap(idleImports), incomplete: nodes.length < results.length };
}

/** Warnings about imports, which have no effect in a text without a folder. */
const idleImports = (node: ConfigNode): readonly ConfigIssue[] => {
  const paths = isMap(node) ? node.value.get("import_paths") : undefined;
  if (paths === undefined || !isList(paths) || paths.value.length === 0) return [];
  return [
    issueAt(paths.place, "`import_paths` has no effect in a text: read the folder with `fromPath` or `fromFiles`"),
  ];
};

const OPTIONS: Readonly<Record<keyof ConfigOptions, true>> = { env: true, dialog: true, catalog: true };

function create<T>(type: RailsConfigClass<T>, read: ReadFiles, issues: ConfigIssue[], options: ConfigOptions): T {
  assertOptions(options, OPTIONS);
  const root = read.nodes.length === 0 ? emptyNode() : mergeNodes(read.nodes, issues);
  const built = buildConfig(root, withCatalog(type, options), issues, read.incomplete);
  return new type(built.data, [...built.warnings, ...read.warnings], built);
}

/** A config that also parses YAML and Colang texts. Needs no file system. */
export class RailsConfig extends ObjectRailsConfig {
  /**
   * Makes a config of texts, an object, or both.
   *
   * @throws ConfigError with all issues, or if nothing is given
   */
  static fromContent<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    content: ConfigContent,
    options: ConfigOptions = {},
  ): T {
    checkContent(content);
    const issues: ConfigIssue[] = [];
    return create(this, readContent(content, issues), issues, options);
  }

  /**
   * Makes a config of the files in a config folder, given as texts by path: `.yml` and `.yaml` are merged, messages and
   * rails are read from `.co`, and `kb/*.md` are kept as documents. Names in `.railsignore` and unknown files are
   * ignored.
   *
   * @throws ConfigError with all issues of all files
   */
  static fromFiles<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    files: Readonly<Record<string, string>>,
    options: ConfigOptions = {},
  ): T {
    checkFiles(files);
    const issues: ConfigIssue[] = [];
    return create(this, readConfigFiles(files, issues), issues, options);
  }

  /**
   * Makes a config of a file or folder. Only available on Node, Deno and Bun.
   *
   * @throws ConfigError always, in this class
   */
  static fromPath<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    path: string | URL,
    options: ConfigOptions = {},
  ): Promise<T> {
    void options;
    const fix = "use `RailsConfig.fromFiles` or `RailsConfig.fromContent`, or make a bundle with `edgerails bundle`";
    return Promise.reject(new ConfigError(`Cannot read \`${String(path)}\`: there is no file system here, ${fix}`));
  }
}
