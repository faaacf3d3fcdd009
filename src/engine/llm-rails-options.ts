import type { Action } from "../rails/action.ts";
import type { Clock } from "../types.ts";
import type { ConfigIssue } from "../errors.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { EngineFactory } from "../llm/make-model.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import type { OwnRail } from "../library/resolve/known-rails.ts";
import type { VaultOptions } from "./request-rails/stored-vaults.ts";
import type { Recording } from "./record/recording.ts";
import type { ShadowRails } from "./shadow.ts";
import type { Telemetry } from "./telemetry.ts";

/** What an LLMRails is given beside its config. */
export interface LLMRailsOptions {
  /** The main model, instead of the config's. */
  readonly llm?: LanguageModel;
  /**
   * Environment variables and secrets: API keys, the `AI` binding. A Worker's `Env` as it is. Default: none; on Node, Deno
   * and Bun `process.env`.
   */
  readonly env?: object;
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /** Actions of one's own; the flow of the same name runs one. */
  readonly actions?: readonly Action[];
  /** Rails of one's own, or descriptions of them; a config switches one on by its name. */
  readonly rails?: readonly OwnRail[];
  /** Model engines beside the built-in ones, by the name a config gives. */
  readonly engines?: Readonly<Record<string, EngineFactory>>;
  /** Output parsers beside the built-in ones, by the name a prompt gives. */
  readonly outputParsers?: OutputParsers;
  /** Keeps what input rails mask beyond a request, for requests with a `threadId`. Default: nothing is kept. */
  readonly vault?: VaultOptions;
  /** Told what the config says that has no effect here. Default: `console.warn`, once per process. */
  readonly onWarning?: (warning: ConfigIssue) => void;
  /** What judges on input are asked about where the config does not say: see `rails.input.scope`. Default `turn`. */
  readonly inputScope?: "turn" | "conversation";
  /**
   * Whether it is measured of every answer what gates hold back, so that the verdicts say so. Else only where
   * `options.log.held_text` asks. Default false.
   */
  readonly measuresHolds?: boolean;
  /**
   * Told what the main model's provider sent, byte for byte, when an answer is over: for `replay`. Nothing is told of a model
   * that is not called over HTTP, and of bodies above 8 MiB. It holds what was said, before any rail. What it throws is lost.
   */
  readonly onRecord?: (recording: Recording) => void;
  /**
   * Another config that reads along: it is shown every question and what the model says to it, and what it would have made of
   * them is told as `stream.shadow`. It changes nothing of the answer; its judges are asked and paid for. `false`: another
   * place runs what `monitor` in the config names. Default: none.
   */
  readonly shadow?: ShadowRails | false;
  /** Told of every request, such as `openTelemetry()` of `edgerails/otel`; holds are measured for it. Default: nobody. */
  readonly telemetry?: Telemetry;
  /** A number from 0 to 1: chooses among several texts of a bot message, and spreads repeated tries. Default `Math.random`. */
  readonly random?: () => number;
  /** What deadlines of models and rails, back-off and the log go by. Default: the system's. */
  readonly clock?: Clock;
}
