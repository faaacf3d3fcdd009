import type { ConfigIssue } from "../errors.ts";
import type { OwnRail } from "../library/resolve/known-rails.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { EngineFactory } from "../llm/make-model.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import type { Action } from "../rails/action.ts";
import type { Clock } from "../types/clock.ts";
import type { Recording } from "./record/recording.ts";
import type { VaultOptions } from "./request-rails/stored-vaults.ts";
import type { ShadowRails } from "./shadow.ts";
import type { Telemetry } from "./telemetry.ts";

/** Options of `LLMRails`. */
export interface LLMRailsOptions {
  /** The main model, instead of the config's. */
  readonly llm?: LanguageModel;
  /**
   * Environment variables and secrets, such as API keys and the `AI` binding: the `Env` of a Worker as it is. Default:
   * none; on Node, Deno and Bun `process.env`.
   */
  readonly env?: object;
  /** The `fetch` for models and services. Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /** Custom actions; a flow with the name of an action runs it. */
  readonly actions?: readonly Action[];
  /** Custom rails or rail specs, which configs enable by name. */
  readonly rails?: readonly OwnRail[];
  /** Additional model engines, by name in the config. */
  readonly engines?: Readonly<Record<string, EngineFactory>>;
  /** Additional output parsers, by name in a prompt. */
  readonly outputParsers?: OutputParsers;
  /** Stores masked values of conversations, for requests with a `threadId`. Default: they last for one request. */
  readonly vault?: VaultOptions;
  /** Called with each setting of the config that has no effect. Default: `console.warn`, once per process. */
  readonly onWarning?: (warning: ConfigIssue) => void;
  /** What input judges read, unless the config sets `rails.input.scope`. Default `turn`. */
  readonly inputScope?: "turn" | "conversation";
  /**
   * Whether to measure for every answer how much text gates hold back; verdicts then have the figures. Default false:
   * only for requests with `options.log.held_text`.
   */
  readonly measuresHolds?: boolean;
  /**
   * Called at the end of an answer with what the main model's provider sent, byte for byte, for `replay`. Not called
   * for models without HTTP, nor for bodies above 8 MiB. The recording has the texts before any rail. Errors it throws
   * are ignored.
   */
  readonly onRecord?: (recording: Recording) => void;
  /**
   * A config to shadow-test: it runs on a copy of every request and answer, and its outcome is `stream.shadow`. The
   * live answer does not change; calls of its judges cost what they cost. `false`: `monitor` of the config is handled
   * elsewhere. Default: none.
   */
  readonly shadow?: ShadowRails | false;
  /**
   * Receives a report of every request, such as `openTelemetry()` of `edgerails/otel`; hold-back is then measured.
   * Default: none.
   */
  readonly telemetry?: Telemetry;
  /**
   * Returns a number from 0 to 1, for the choice among several texts of a bot message, and for the jitter of retries.
   * Default `Math.random`.
   */
  readonly random?: () => number;
  /** The clock for deadlines, backoff and the log. Default: the system's. */
  readonly clock?: Clock;
}

/** The name of every option. */
export const LLM_RAILS_OPTIONS: Readonly<Record<keyof LLMRailsOptions, true>> = {
  llm: true,
  env: true,
  fetch: true,
  actions: true,
  rails: true,
  engines: true,
  outputParsers: true,
  vault: true,
  onWarning: true,
  inputScope: true,
  measuresHolds: true,
  onRecord: true,
  shadow: true,
  telemetry: true,
  random: true,
  clock: true,
};
