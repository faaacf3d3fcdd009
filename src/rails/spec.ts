import type { RailsConfigData } from "../config/config-types.ts";
import type { RailGroup } from "../config/rail-groups.ts";
import type { Schema } from "../config/schema/schema-parts.ts";
import type { ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { TaskSpec } from "../prompts/task.ts";
import type { Judges } from "./judge.ts";
import type { Rail } from "./rail.ts";

/** A bot message, with the name under which a config may override it. */
export interface BotWords {
  readonly name: string;
  readonly text: string;
}

/** A flow that a config may switch on. */
export interface FlowSpec {
  /** The rail groups it may be used in. */
  readonly groups: readonly RailGroup[];
  /** How its rail reads: see `Rail`. */
  readonly reads: Rail["reads"];
  /** Whether it rewrites the text instead of blocking it. Default false. */
  readonly rewrites?: boolean;
  /** What the bot says when it blocks. Default: the config's refusal. */
  readonly refusal?: BotWords;
  /** The type of exception that a block is, where the config enables them. Default: by its direction. */
  readonly exception?: string;
  /** The prompt task of a judge. It is checked when the config is loaded. */
  readonly task?: TaskSpec;
}

/** The settings of a rail, under `rails.config.<key>` of a config. */
export interface SettingsSpec<Settings> {
  readonly key: string;
  /** Parses the settings; gets `{}` if the config has none. */
  readonly schema: Schema<Settings>;
}

/** The input of {@link RailSpec.create}. */
export interface RailSetup<Settings> {
  /** The flow as the config writes it, which is also the rail's name. */
  readonly flow: string;
  /** The flow's name without parameters. */
  readonly name: string;
  readonly group: RailGroup;
  /** The parameters behind the flow's name, such as `$model=…`. */
  readonly params: Readonly<Record<string, string>>;
  /** The parsed settings: the same object for all flows of a config. */
  readonly settings: Settings;
  readonly config: RailsConfigData;
  readonly judges: Judges;
  readonly runtime: Runtime;
}

/**
 * Describes a rail: the flows that switch it on, its settings, its prompts, and how it is created. Built-in and custom
 * rails are described in the same way.
 *
 * @example
 * const brands = defineRailSpec({
 *   flows: { "check brands": { groups: ["output"], reads: "incremental" } },
 *   settings: { key: "brands", schema: v.object({ names: v.array(v.string()) }) },
 *   create: ({ flow, settings }) => ({ name: flow, reads: "incremental", createGate: () => new PatternGate(compilePatterns(settings.names)) }),
 * });
 */
export interface RailSpec<Settings = never> {
  /** By name, with single spaces and without parameters. */
  readonly flows: Readonly<Record<string, FlowSpec>>;
  readonly settings?: SettingsSpec<Settings>;
  /** The parameters its flows take. Default: none. */
  readonly params?: readonly string[];
  /** The template engine of its prompts: `prompting`. Required for a rail with a task. */
  readonly prompting?: Prompting;
  /** Environment variables that hold its API keys. */
  readonly env?: readonly string[];
  /** Warnings about valid settings. Called if one of its flows is switched on. */
  readonly warnings?: (settings: Settings) => readonly ConfigIssue[];
  /** Creates the rail of one flow. Throws a ConfigError if something is missing. */
  readonly create: (setup: RailSetup<Settings>) => Rail;
}

/** A spec with any type of settings. */
export type AnyRailSpec = RailSpec;

/**
 * Defines a custom rail with several flows or settings: see {@link RailSpec}.
 *
 * @example
 * const shouting = defineRailSpec({
 *   flows: { "check shouting on output": { groups: ["output"], reads: "window" } },
 *   create: ({ flow }) => ({
 *     name: flow,
 *     reads: "window",
 *     check: ({ text }) => ({ outcome: text === text.toUpperCase() ? "block" : "allow" }),
 *   }),
 * });
 * const rails = new LLMRails(config, { rails: [shouting] });
 */
export const defineRailSpec = <Settings = undefined>(spec: RailSpec<Settings>): AnyRailSpec =>
  spec as unknown as AnyRailSpec;
