import type { FlowDefinition } from "../colang/colang-tree.ts";
import type { ConfigIssue } from "../errors.ts";

/** The parsed form of a config folder: NeMo's keys in camelCase, defaults filled in, frozen. */

export interface ModelConfig {
  /** `main`, `embeddings`, or the name of a task whose calls this model takes (`self_check_output`, …). */
  readonly type: string;
  /** The model engine: `openai`, `anthropic`, `workers_ai`, `scripted`, … */
  readonly engine: string;
  readonly model: string;
  readonly mode: "chat" | "text";
  readonly apiKeyEnvVar?: string;
  /** The other parameters of the engine, as written (snake_case): `base_url`, `temperature`, `timeout`, … */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How clients see a block. */
export type OnBlock = "content_filter" | "error" | "message";

/** `rails.output.streaming`: how output rails check a stream. */
export interface OutputStreamingConfig {
  /** Default false: `streamAsync` then refuses to run when output rails are configured. */
  readonly enabled: boolean;
  /** New tokens per window, at least 1. Default 200. */
  readonly chunkSize: number;
  /** Tokens of the preceding text that a window repeats. Default 50. */
  readonly contextSize: number;
  /** True (default): text is sent before its check. False: text waits for its verdict. */
  readonly streamFirst: boolean;
  /** Default `content_filter`. */
  readonly onBlock: OnBlock;
  /**
   * The unit of windows: pre-tokenizer tokens (default), whole sentences up to `chunkSize` tokens, or provider deltas.
   */
  readonly unit: "token" | "sentence" | "delta";
  /** Maximum number of concurrent checks. Default 4. */
  readonly maxInFlight: number;
  /** With `streamFirst`: how many windows may be sent before the oldest pending verdict. Default 2, at least 1. */
  readonly maxExposed: number;
}

/** Options of one rail, under `rails.<type>.options.<flow>`. */
export interface RailOptions {
  /** Milliseconds until a check counts as failed. */
  readonly timeoutMs?: number;
  /** `block` (default) or `allow`. */
  readonly onError?: "block" | "allow";
  /** `enforce` (default), or `monitor`: verdicts are reported, but change nothing. */
  readonly mode?: "enforce" | "monitor";
}

/** One group of rails in a config. */
export interface RailGroupConfig {
  /** The flows as written, in order. */
  readonly flows: readonly string[];
  readonly parallel: boolean;
  /** Per flow, under its name as written. */
  readonly options: Readonly<Record<string, RailOptions>>;
  /** For `toolInput` and `toolOutput`: flows that apply to one tool only, in order, by the tool's name. */
  readonly perTool?: Readonly<Record<string, readonly string[]>>;
}

/** How values that input rails mask are replaced, and whether the answer restores them. */
export interface PseudonymsConfig {
  /** `numbered` (default): a name for each value, such as `<EMAIL_1>`. `fake`: a made-up value of the same format. */
  readonly style: "numbered" | "fake";
  /** Whether pseudonyms in the answer are replaced by their values. Default true. */
  readonly restore: boolean;
}

/** `rails.input`: rails that check requests before the model gets them. */
export interface InputRailsConfig extends RailGroupConfig {
  /**
   * What check rails read. `turn`: the user's messages since the model's last turn. `conversation`: also the rest of
   * the request, as one text. Default: `turn` in the library, `conversation` in a gateway, whose clients write the
   * history. Incremental rails always read everything.
   */
  readonly scope?: "turn" | "conversation";
  /**
   * What to do with images, audio and files that rails cannot read. `pass` (default): they are sent to the model, and
   * logged. `refuse`: the request is blocked.
   */
  readonly media?: "refuse" | "pass";
  /** The pseudonyms of masked values. Absent: each rail's own replacement. */
  readonly pseudonyms?: PseudonymsConfig;
  /**
   * Whether the model starts while judges still check the request. Its answer is held until they have passed it. A
   * block cancels the model; what it generated until then is paid for. Default false.
   */
  readonly speculativeGeneration?: boolean;
}

/** `rails.output`: rails that check answers. */
export interface OutputRailsConfig extends RailGroupConfig {
  readonly streaming: OutputStreamingConfig;
}

/** `rails`: all groups, and the settings of rails. */
export interface RailsSectionConfig {
  readonly input: InputRailsConfig;
  readonly output: OutputRailsConfig;
  readonly retrieval: RailGroupConfig;
  readonly toolInput: RailGroupConfig;
  readonly toolOutput: RailGroupConfig;
  readonly dialog: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
  /** The settings of rails, as written. Each rail parses its own. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A message of a prompt, as a template. */
export interface PromptMessageConfig {
  readonly type: string;
  readonly content: string;
}

/** An entry of `prompts`: the prompt of a task. */
export interface PromptConfig {
  /** The task, such as `self_check_input`. */
  readonly task: string;
  /** Exactly one of `content` and `messages` is set. */
  readonly content?: string;
  readonly messages?: readonly (PromptMessageConfig | string)[];
  /** The models that the prompt is for, as `engine` or `engine/model`. Empty: all. */
  readonly models: readonly string[];
  readonly outputParser?: string;
  /** Characters that the rendered prompt may have. Default 16,000. */
  readonly maxLength: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly mode: string;
}

/** An entry of `instructions`: text for the main model at the start of every conversation. */
export interface InstructionConfig {
  readonly type: string;
  readonly content: string;
}

/** The Colang 1.0 files of a config. */
export interface ColangConfig {
  /** What to do with flows that wait for the user or the bot: `refuse` (default), or `skip` with a warning. */
  readonly dialog: "refuse" | "skip";
  /** The files and their contents. */
  readonly files: readonly { readonly file: string; readonly content: string }[];
}

/** A flow of a Colang file. */
export interface ColangFlow extends FlowDefinition {
  /** The file that defines it. */
  readonly source: string;
}

/**
 * What a config may name, so that an app bundles only what its config uses. `RailsConfig` of `edgerails` has
 * everything, that of `edgerails/core` only what it is given. `edgerails bundle` writes the catalog of a config.
 */
export interface Catalog {
  /** Rails that flows may name: modules of `edgerails/rails/…`. */
  readonly rails?: readonly CatalogRail[];
  /** Model engines besides those with OpenAI's API: from `edgerails/llm`, such as `createAnthropicModel`. */
  readonly engines?: Readonly<Record<string, CatalogEngine>>;
  /**
   * Formats that `guardResponse` reads besides chat completions: `responsesFormat`, `messagesFormat` of
   * `edgerails/llm`.
   */
  readonly formats?: readonly CatalogFormat[];
  /** Parses and runs Colang flows: `colang` of `edgerails/rails`. */
  readonly colang?: CatalogLanguage;
  /**
   * Renders prompts and parses answers of judges: `prompting` of `edgerails/rails`. Rails that call a model include it.
   */
  readonly prompting?: object;
}

/** The flows that run, and issues and warnings about all. */
export interface ReadFlows {
  readonly flows: readonly ColangFlow[];
  /** Flows that are used as rails, but skipped because they are dialog. */
  readonly skipped: readonly string[];
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/** A language of flows, as far as configs need it. */
export interface CatalogLanguage {
  /** Parses files. Absent if flows come parsed, in a bundle. */
  readonly read?: (files: ColangConfig, named: ReadonlySet<string>) => ReadFlows;
}

/** A rail, as far as configs need it. It is made from a `RailSpec`. */
export interface CatalogRail {
  readonly flows: Readonly<Record<string, object>>;
}

/** An `EngineFactory`. */
export type CatalogEngine = (config: ModelConfig, runtime: never) => object;

/** An `AnswerFormat`. */
export interface CatalogFormat {
  readonly path: RegExp;
  readonly wire: object;
  readonly reader: (...about: never) => object;
}

/** A validated config with defaults filled in. */
export interface RailsConfigData {
  readonly models: readonly ModelConfig[];
  /** Models of the main model's provider that gateway requests may use instead. */
  readonly allowedModels?: readonly string[];
  readonly rails: RailsSectionConfig;
  readonly prompts: readonly PromptConfig[];
  readonly instructions: readonly InstructionConfig[];
  readonly sampleConversation: string;
  /** Bot messages by name, from YAML and from `define bot` in Colang; several texts are variants. */
  readonly botMessages: Readonly<Record<string, readonly string[]>>;
  readonly userMessages: Readonly<Record<string, readonly string[]>>;
  readonly lowestTemperature: number;
  readonly enableRailsExceptions: boolean;
  readonly passthrough: boolean | null;
  readonly colangVersion: string;
  readonly colang: ColangConfig;
  /** The flows of Colang files that serve as rails, and those that they call. */
  readonly flows: readonly ColangFlow[];
  /** Rails that were skipped because they are dialog. Such a name is no error, unless something else provides it. */
  readonly skippedFlows: readonly string[];
  readonly tracing: Readonly<Record<string, unknown>>;
  readonly customData: Readonly<Record<string, unknown>>;
  /** Known keys of NeMo that have no effect here, as written (`knowledge_base`, `core`, `docs`, …). */
  readonly other: Readonly<Record<string, unknown>>;
  /** For a combined config: the configs it was made of, whose rails use their own settings, prompts and models. */
  readonly origins?: readonly RailsConfigData[];
  /**
   * What it may name besides what LLMRails is given. Default: everything for `RailsConfig` of `edgerails`, else
   * nothing.
   */
  readonly catalog?: () => Catalog;
}
