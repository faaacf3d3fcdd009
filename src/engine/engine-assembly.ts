import type { CheckedConfig } from "../config/checked-config.ts";
import type { RailsConfigData } from "../config/config-types.ts";
import { validateEnvironment } from "../config/validate-environment.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import { SYSTEM_CLOCK } from "../http/system-clock.ts";
import { optional } from "../json.ts";
import { catalogOf } from "../library/resolve/config-catalog.ts";
import { configWarnings } from "../library/resolve/config-warnings.ts";
import { KnownRails } from "../library/resolve/known-rails.ts";
import { type ResolvedRails, resolveOrigins } from "../library/resolve/origins.ts";
import type { RailSources } from "../library/resolve/resolve-rails.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { Action } from "../rails/action.ts";
import { Judges, noModel } from "../rails/judge.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { LLMRailsOptions } from "./llm-rails-options.ts";
import { Models } from "./models.ts";
import { monitoredAtOnce } from "./request-rails/monitored-at-once.ts";
import { StoredVaults } from "./request-rails/stored-vaults.ts";
import { checkMainPrompts } from "./run/main-prompt.ts";
import { Shadow } from "./shadow.ts";
import { warningsBesideTelemetry } from "./telemetry.ts";

const UNUSED_MONITOR: ConfigIssue = {
  path: "monitor",
  message: "`monitor` has no effect here: pass the config that it names as `shadow`",
};

/** The runtime that models and rails get. */
export const runtimeOf = ({ env, fetch: own, clock = SYSTEM_CLOCK, random }: LLMRailsOptions): Runtime => ({
  // An interface has no index signature, so a Worker's `Env` needs the cast.
  env: (env ?? {}) as Readonly<Record<string, unknown>>,
  hasEnv: env !== undefined,
  fetch: own ?? ((input, init) => fetch(input, init)),
  clock,
  ...optional("random", random),
});

/** Builds the parts that all requests share from a config and the options of `LLMRails`. */
export class EngineAssembly {
  readonly #config: CheckedConfig;
  readonly #options: LLMRailsOptions;
  readonly #runtime: Runtime;
  readonly #known: KnownRails;
  readonly #prompting: Prompting | undefined;
  /** Models by the `models` list of a config: combined configs may each have their own. */
  readonly #models = new Map<RailsConfigData["models"], Models>();

  /** @throws ConfigError for a missing environment variable, and for an invalid prompt of the main model. */
  constructor(config: CheckedConfig, options: LLMRailsOptions) {
    this.#config = config;
    this.#options = options;
    this.#runtime = runtimeOf(options);
    this.#known = KnownRails.of(config, options.rails);
    this.#prompting = catalogOf(config).prompting ?? this.#known.prompting;
    const issues = options.env === undefined ? [] : validateEnvironment(config, options.env);
    if (issues.length > 0) throw new ConfigError(issues);
    checkMainPrompts(config, this.#prompting);
  }

  /** @throws ConfigError with all errors in the rails of the config. */
  parts(actions: readonly Action[]): EngineParts {
    const { inputScope = "turn", shadow = false, onRecord, telemetry, vault } = this.#options;
    const { measuresHolds = telemetry !== undefined } = this.#options;
    const resolved = this.#resolve(actions);
    return {
      telemetry,
      onRecord,
      shadowOf: shadow === false ? undefined : (request) => new Shadow(shadow, request),
      config: this.#config,
      clock: this.#runtime.clock,
      inputScope,
      measuresHolds,
      storedVaults: vault === undefined ? undefined : new StoredVaults(vault, this.#runtime.clock),
      prompting: this.#prompting,
      formats: catalogOf(this.#config).formats,
      fetch: this.#runtime.fetch,
      mainModel: () => this.#modelsOf(this.#config).ofType("main") ?? noModel("main"),
      monitoredAtOnce: monitoredAtOnce(resolved.rails, this.#config),
      ...resolved,
    };
  }

  /** Settings of the config that have no effect, or not the effect that they seem to have. */
  warnings({ warnings: ofRails }: EngineParts): readonly ConfigIssue[] {
    const { telemetry, shadow } = this.#options;
    const warnings = configWarnings(this.#config, this.#known);
    const effective = telemetry === undefined ? warnings : warningsBesideTelemetry(this.#config, warnings);
    const isMonitorUnused = this.#config.other["monitor"] !== undefined && shadow === undefined;
    return [...effective, ...(isMonitorUnused ? [this.#locate(UNUSED_MONITOR)] : []), ...ofRails.map(this.#locate)];
  }

  /** Adds file and line to errors where they are known. */
  #resolve(actions: readonly Action[]): ResolvedRails {
    try {
      return resolveOrigins(this.#config, (config) => this.#sources(config, actions));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(error.issues.map(this.#locate));
    }
  }

  #sources(config: RailsConfigData, actions: readonly Action[]): RailSources {
    const { rails = [], outputParsers } = this.#options;
    const judges = new Judges({
      config,
      tasks: this.#known.tasks,
      // A config that was combined for its rails may have no models: it uses those of the others.
      modelOf: (type) => this.#modelsOf(config).ofType(type) ?? this.#modelsOf(this.#config).ofType(type),
      now: () => this.#runtime.clock.now(),
      prompting: this.#prompting,
      ...optional("outputParsers", outputParsers),
    });
    return { config, known: this.#known, judges, runtime: this.#runtime, rails, actions };
  }

  #modelsOf(config: RailsConfigData): Models {
    const known = this.#models.get(config.models);
    if (known !== undefined) return known;
    const { llm, engines } = this.#options;
    const made = new Models(config, { llm, engines, runtime: this.#runtime });
    this.#models.set(config.models, made);
    return made;
  }

  readonly #locate = (issue: ConfigIssue): ConfigIssue => this.#config.locate(issue);
}
