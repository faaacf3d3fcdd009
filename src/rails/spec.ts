import type { RailsConfigData } from "../config/config-types.ts";
import type { RailGroup } from "../config/rail-groups.ts";
import type { Schema } from "../config/schema/schema-parts.ts";
import type { ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { TaskSpec } from "../prompts/task.ts";
import type { Judges } from "./judge.ts";
import type { Rail } from "./rail.ts";

/** What a bot says, under the name by which a config may have other words for it. */
export interface BotWords {
  readonly name: string;
  readonly text: string;
}

/** A flow that a config may name. */
export interface FlowSpec {
  /** Where it may stand. */
  readonly groups: readonly RailGroup[];
  /** How the rail behind it reads: see `Rail`. */
  readonly reads: Rail["reads"];
  /** Whether it rewrites what it reads. Default false: it blocks. */
  readonly rewrites?: boolean;
  /** What the bot says when it blocks. Default: the config's refusal. */
  readonly refusal?: BotWords;
  /** The type of exception that a block is, where the config enables them. Default: by its direction. */
  readonly exception?: string;
  /** The question it puts to a model. Its prompt is checked when the config is loaded. */
  readonly task?: TaskSpec;
}

/** The settings of a rail, under `rails.config.<key>` of a config. */
export interface SettingsSpec<Settings> {
  readonly key: string;
  /** Reads what the config says there, `{}` where it says nothing. */
  readonly schema: Schema<Settings>;
}

/** What a rail is made from. */
export interface RailSetup<Settings> {
  /** The flow as the config writes it, which is also the rail's name. */
  readonly flow: string;
  /** The flow's name without parameters. */
  readonly name: string;
  readonly group: RailGroup;
  /** What stands behind the flow's name: `$model=…`. */
  readonly params: Readonly<Record<string, string>>;
  /** As the schema read them: the same object for all flows of a config. */
  readonly settings: Settings;
  readonly config: RailsConfigData;
  readonly judges: Judges;
  readonly runtime: Runtime;
}

/**
 * All there is to know of a rail in one place: the flows that switch it on, its settings, what it asks models, and how it
 * is made. Built-in rails and those of a user are described in the same way.
 *
 * @example
 * const brands = defineRailSpec({
 *   flows: { "check brands": { groups: ["output"], reads: "incremental" } },
 *   settings: { key: "brands", schema: v.object({ names: v.array(v.string()) }) },
 *   create: ({ flow, settings }) => ({ name: flow, reads: "incremental", createGate: () => new PatternGate(compilePatterns(settings.names)) }),
 * });
 */
export interface RailSpec<Settings = never> {
  /** By name, in one spelling: single blanks, no parameters. */
  readonly flows: Readonly<Record<string, FlowSpec>>;
  readonly settings?: SettingsSpec<Settings>;
  /** The parameters its flows take. Default: none. */
  readonly params?: readonly string[];
  /** How the prompts of its tasks are filled in: `prompting`. A rail with a task brings it along. */
  readonly prompting?: Prompting;
  /** Environment variables it reads its keys from. */
  readonly env?: readonly string[];
  /** What its settings say that works and should be looked at. Asked when one of its flows is switched on. */
  readonly warnings?: (settings: Settings) => readonly ConfigIssue[];
  /** Makes the rail of one flow, or throws a ConfigError for what it lacks. */
  readonly create: (setup: RailSetup<Settings>) => Rail;
}

/** A spec whose settings are its own business. */
export type AnyRailSpec = RailSpec;

/**
 * Describes a rail of one's own: see {@link RailSpec}.
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
