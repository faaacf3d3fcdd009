import { ConfigError, type ConfigIssue } from "../errors.ts";
import { buildConfig, type ConfigOptions } from "./build-config.ts";
import { parseColangMessages } from "./colang-messages.ts";
import { readConfigFiles, type ReadFiles } from "./config-files.ts";
import { emptyNode } from "./config-node.ts";
import { mergeNodes } from "./merge-nodes.ts";
import { nodeFromValue, nodeReader } from "./node-from-value.ts";
import { parseYaml } from "./parse-yaml.ts";
import { RailsConfig as ObjectRailsConfig, type RailsConfigClass } from "./rails-config.ts";

/** A config as texts; what several of them say is merged. */
export interface ConfigContent {
  /** The text of a `config.yml`. */
  readonly yamlContent?: string;
  /** The text of a `.co` file, of which the messages are read. */
  readonly colangContent?: string;
  /** An object under NeMo's keys. */
  readonly config?: object;
}

function readContent(content: ConfigContent, issues: ConfigIssue[]): ReadFiles {
  const { config, yamlContent, colangContent } = content;
  const results = [
    ...(config === undefined ? [] : [nodeFromValue(config, nodeReader("config", issues))]),
    ...(yamlContent === undefined ? [] : [parseYaml(yamlContent, "yamlContent", issues)]),
    ...(colangContent === undefined ? [] : [parseColangMessages(colangContent, "colangContent", issues)]),
  ];
  const nodes = results.filter((node) => node !== undefined);
  return { nodes, warnings: [], incomplete: nodes.length < results.length };
}

function create<T>(type: RailsConfigClass<T>, read: ReadFiles, issues: ConfigIssue[], options: ConfigOptions): T {
  const root = read.nodes.length === 0 ? emptyNode() : mergeNodes(read.nodes, issues);
  const { data, warnings } = buildConfig(root, options, issues, read.incomplete);
  return new type(data, [...warnings, ...read.warnings]);
}

/** A config that also reads YAML and Colang texts; it runs wherever JavaScript does. */
export class RailsConfig extends ObjectRailsConfig {
  /**
   * A config from texts, an object, or both.
   * @throws ConfigError with every issue found
   */
  static fromContent<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    content: ConfigContent,
    options: ConfigOptions = {},
  ): T {
    const issues: ConfigIssue[] = [];
    return create(this, readContent(content, issues), issues, options);
  }

  /**
   * A config folder given as texts by path: `.yml` and `.yaml` are merged, messages are read from `.co`, `kb/*.md` are
   * kept as documents, names in `.railsignore` and unknown files are left out.
   * @throws ConfigError with every issue of every file
   */
  static fromFiles<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    files: Readonly<Record<string, string>>,
    options: ConfigOptions = {},
  ): T {
    const issues: ConfigIssue[] = [];
    return create(this, readConfigFiles(files, issues), issues, options);
  }

  /**
   * A config file or folder. Only Node, Deno and Bun have files to read.
   * @throws ConfigError always, in this class
   */
  static fromPath<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    path: string | URL,
    options: ConfigOptions = {},
  ): Promise<T> {
    void options;
    const cure = "use `RailsConfig.fromFiles` or `RailsConfig.fromContent`, or make a bundle with `edgerails bundle`";
    return Promise.reject(new ConfigError(`Cannot read \`${String(path)}\`: there is no file system here, ${cure}`));
  }
}
