import type { FlowDefinition } from "../colang/colang-tree.ts";
import type { ConfigIssue } from "../errors.ts";

/** The parsed form of a config folder: NeMo's keys in camelCase, defaults filled in, frozen. */

export interface ModelConfig {
  /** `main`, `embeddings`, or the name of a task whose calls this model takes (`self_check_output`, …). */
  readonly type: string;
  /** The provider: `openai`, `anthropic`, `workers_ai`, `scripted`, … */
  readonly engine: string;
  readonly model: string;
  readonly mode: "chat" | "text";
  readonly apiKeyEnvVar?: string;
  /** Everything else the engine takes, as written (snake_case): `base_url`, `temperature`, `timeout`, … */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What becomes of a block on the wire. */
export type OnBlock = "content_filter" | "error" | "message";

/** `rails.output.streaming`: how output rails read a stream. */
export interface OutputStreamingConfig {
  /** Default false: `streamAsync` then refuses to run when output rails are configured. */
  readonly enabled: boolean;
  /** New tokens per window, at least 1. Default 200. */
  readonly chunkSize: number;
  /** Tokens of the previous text that a window repeats. Default 50. */
  readonly contextSize: number;
  /** True (default): text leaves before its check. False: text waits for its verdict. */
  readonly streamFirst: boolean;
  /** Default `content_filter`. */
  readonly onBlock: OnBlock;
  /**
   * What a window is made of: pre-tokenizer tokens (default), as many whole sentences as fit into `chunkSize` tokens, or
   * provider deltas.
   */
  readonly unit: "token" | "sentence" | "delta";
  /** How many checks may run at once. Default 4. */
  readonly maxInFlight: number;
  /** With `streamFirst`: windows whose text may leave before the oldest verdict that is not in. Default 2, at least 1. */
  readonly maxExposed: number;
}

/** What one rail may be told beside its flow, under `rails.<type>.options.<flow>`. */
export interface RailOptions {
  /** Milliseconds until a check counts as failed. */
  readonly timeoutMs?: number;
  /** `block` (default) or `allow`. */
  readonly onError?: "block" | "allow";
  /** `enforce` (default), or `monitor`: the rail says what it would have done, and changes nothing. */
  readonly mode?: "enforce" | "monitor";
}

/** One group of rails in a config. */
export interface RailGroupConfig {
  /** The flows as written, in order. */
  readonly flows: readonly string[];
  readonly parallel: boolean;
  /** Per flow, under its name as written. */
  readonly options: Readonly<Record<string, RailOptions>>;
  /** Of `toolInput` and `toolOutput`: flows that read one tool only, by its name, in order. */
  readonly perTool?: Readonly<Record<string, readonly string[]>>;
}

/** How values that input rails take out are stood for, and whether the answer gets them back. */
export interface PseudonymsConfig {
  /** `numbered` (default): a name of its own for each value, such as `<EMAIL_1>`. `fake`: a value of the same format. */
  readonly style: "numbered" | "fake";
  /** Whether the answer to the user has the values where the model wrote their pseudonyms. Default true. */
  readonly restore: boolean;
}

/** `rails.input`: what reads a question before the model does. */
export interface InputRailsConfig extends RailGroupConfig {
  /**
   * What a judge is asked about. `turn`: what the user said last, since the model spoke. `conversation`: then also everything
   * else the client sent, in one text. Default: `turn` in the library, `conversation` in a gateway, whose clients write the
   * history. Rails that read along always read everything.
   */
  readonly scope?: "turn" | "conversation";
  /**
   * What becomes of a request with pictures, sound or files that no rail can read. `pass` (default): they go to the model,
   * and the log says so. `refuse`: it is blocked.
   */
  readonly media?: "refuse" | "pass";
  /** What stands in the place of what input rails mask. Absent: what each rail says. */
  readonly pseudonyms?: PseudonymsConfig;
  /**
   * Whether the model starts while judges still read the question. Nothing is shown before they have passed it; a refusal
   * stops the model, and what it wrote until then is paid for. Default false.
   */
  readonly speculativeGeneration?: boolean;
}

/** `rails.output`: what reads an answer before the user does. */
export interface OutputRailsConfig extends RailGroupConfig {
  readonly streaming: OutputStreamingConfig;
}

/** `rails`: all groups, and their settings. */
export interface RailsSectionConfig {
  readonly input: InputRailsConfig;
  readonly output: OutputRailsConfig;
  readonly retrieval: RailGroupConfig;
  readonly toolInput: RailGroupConfig;
  readonly toolOutput: RailGroupConfig;
  readonly dialog: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
  /** The settings of rails, as written: each rail reads its own. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A message of a prompt, as a template. */
export interface PromptMessageConfig {
  readonly type: string;
  readonly content: string;
}

/** A prompt of `prompts`: what a model is asked for a task. */
export interface PromptConfig {
  /** The task, such as `self_check_input`. */
  readonly task: string;
  /** Exactly one of `content` and `messages` is set. */
  readonly content?: string;
  readonly messages?: readonly (PromptMessageConfig | string)[];
  /** `engine` or `engine/model` entries this prompt is for; none means all. */
  readonly models: readonly string[];
  readonly outputParser?: string;
  /** Characters the rendered prompt may have. Default 16000. */
  readonly maxLength: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly mode: string;
}

/** An entry of `instructions`: what the main model is told before every conversation. */
export interface InstructionConfig {
  readonly type: string;
  readonly content: string;
}

/** The Colang 1.0 of a config. */
export interface ColangConfig {
  /** What becomes of flows that wait for the user or the bot: `refuse` (default), or `skip` with a warning. */
  readonly dialog: "refuse" | "skip";
  /** The texts of its files. */
  readonly files: readonly { readonly file: string; readonly content: string }[];
}

/** A flow of a Colang file. */
export interface ColangFlow extends FlowDefinition {
  /** The file it stands in. */
  readonly source: string;
}

/**
 * What a config may name, so that an app carries nothing that its config does not use: everything there is for `RailsConfig`
 * of `edgerails`, what it is given for that of `edgerails/core`. `edgerails bundle` writes the catalog of a config.
 */
export interface Catalog {
  /** Rails that flows may name: modules of `edgerails/rails/…`. */
  readonly rails?: readonly CatalogRail[];
  /** Engines of models, beside those that speak the API of OpenAI: from `edgerails/llm`, such as `createAnthropicModel`. */
  readonly engines?: Readonly<Record<string, CatalogEngine>>;
  /** Formats that `guardResponse` reads beside chat completions: `responsesFormat`, `messagesFormat` of `edgerails/llm`. */
  readonly formats?: readonly CatalogFormat[];
  /** Reads and runs flows that are written in Colang: `colang` of `edgerails/rails`. */
  readonly colang?: CatalogLanguage;
  /** Fills in prompts and reads what judges answer: `prompting` of `edgerails/rails`. Rails that ask a model have it. */
  readonly prompting?: object;
}

/** The flows of a config that run, and what is to be said of the rest. */
export interface ReadFlows {
  readonly flows: readonly ColangFlow[];
  /** Flows that are named as rails and are dialog, where that is skipped. */
  readonly skipped: readonly string[];
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/** A language of flows, as much as a config has to know of it: how they are read, of which some are named as rails. */
export interface CatalogLanguage {
  /** Absent where flows were read before. */
  readonly read?: (files: ColangConfig, named: ReadonlySet<string>) => ReadFlows;
}

/** A rail, as much as a config has to know of it: it is made from a `RailSpec`. */
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

/** A config that was read and checked, with its defaults filled in. */
export interface RailsConfigData {
  readonly models: readonly ModelConfig[];
  /** Names of models at the main model's provider that a request to a gateway may ask for beside its own. */
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
  /** The flows of its Colang files that are rails, and those that they call. */
  readonly flows: readonly ColangFlow[];
  /** Rails that were nothing but dialog, which is skipped: a name that nobody else provides is no rail. */
  readonly skippedFlows: readonly string[];
  readonly tracing: Readonly<Record<string, unknown>>;
  readonly customData: Readonly<Record<string, unknown>>;
  /** Known keys of NeMo that this project does not act on yet, as written (`knowledge_base`, `core`, `docs`, …). */
  readonly other: Readonly<Record<string, unknown>>;
  /** Of combined configs: those it was made of. Their rails run with the settings, prompts and models of their own config. */
  readonly origins?: readonly RailsConfigData[];
  /** What it may name, beside what LLMRails is given. Default: nothing; with `RailsConfig` of `edgerails` everything. */
  readonly catalog?: () => Catalog;
}
