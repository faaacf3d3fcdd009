import type { RailsConfigData } from "../config/config-types.ts";
import type { TextGate } from "../text/text-gate.ts";
import type { Channel } from "../types/channel.ts";
import type { ChatMessage } from "../types/chat-message.ts";
import type { Clock } from "../types/clock.ts";
import type { VerdictException } from "../types/verdict.ts";
import type { OfferedTool } from "./offered-tools.ts";

/** A rail's decision about a text. */
export type RailDecision =
  | ({ readonly outcome: "allow" } & SettingDecision)
  /**
   * `refusal`: what the bot says instead. Default: the config's refusal. `exception`: the answer becomes an exception
   * of this type, where the API has exceptions. `label`: the kind of finding, as an identifier. `findings`: all
   * findings, including the first, of a rail that reads several tool results at once.
   */
  | ({
      readonly outcome: "block";
      readonly reason?: string;
      readonly refusal?: string;
      readonly label?: string;
      readonly exception?: VerdictException;
      readonly findings?: readonly ToolFinding[];
    } & SettingDecision)
  /** On a stream, `text` replaces the fresh text of the window; of a message, all of it. */
  | ({ readonly outcome: "transform"; readonly text: string; readonly reason?: string } & SettingDecision);

/** What is wrong with a tool result, as an identifier and as text, and the call it belongs to. */
export interface ToolFinding {
  readonly label: string;
  readonly reason?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
}

/**
 * Variables that a rail sets. Later rails see them, those of input rails stay for the whole request, and all of them
 * are among the `output_vars` of a response.
 */
interface SettingDecision {
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The text under check. */
export interface RailInput {
  /** `context` and `fresh` together. Tool call arguments are JSON without needless escapes such as `\u0073`. */
  readonly text: string;
  /** The text right before, which was checked already; empty when a whole text is checked. */
  readonly context: string;
  /** The new text. */
  readonly fresh: string;
  readonly channel: Channel;
  /** The name of the tool, if the text is the arguments (possibly empty) or the result of a tool call. */
  readonly toolName?: string;
  /** Whether this is the end of the text. */
  readonly final: boolean;
}

/** A judge's parsed answer. An answer that could not be parsed has `recognised: false`, and never allows. */
export interface JudgeVerdict {
  readonly allowed: boolean;
  readonly violations: readonly string[];
  readonly recognised: boolean;
  /** Why it could not be parsed, for the operator. Contains nothing of the answer. */
  readonly why?: string;
}

/** The request a rail runs in. */
export interface RailContext {
  readonly config: RailsConfigData;
  /** The text of the last user message. */
  readonly userMessage: string;
  readonly messages: readonly ChatMessage[];
  /** The tools that the main model may call: the request's, as input rails left them, or else the config's. */
  readonly tools: readonly OfferedTool[];
  /** The caller's context variables: data for prompts and actions. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborts when the verdict is no longer needed, or on timeout. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The prompt that the answer under check belongs to. */
  readonly prompt?: SentPrompt | undefined;
  /**
   * Calls a service. It shares the request's connections with the model and the judges, so a call may have to wait, and
   * it aborts with `signal`.
   */
  readonly fetch: typeof fetch;
  /**
   * The pseudonym of a value. A rail that masks puts it in place of the value, which is restored in the answer to the
   * user, unless only a result of a tool or a retrieved chunk says it. Absent without `pseudonyms` in the config, and
   * for output rails.
   *
   * @example
   * const named = context.pseudonym?.("PERSON", "Ann") ?? "[PERSON]";
   * @throws LimitError when there are too many values
   */
  readonly pseudonym?: ((label: string, value: string) => string) | undefined;
  /** Calls the model of a task with the task's prompt, and parses its answer as a verdict. */
  judge(task: string, variables: Readonly<Record<string, unknown>>): Promise<JudgeVerdict>;
  /**
   * Generates more answers to the main model's prompt, at temperature 1, for rails that compare answers. Each is a paid
   * call, logged under the task.
   */
  resample(task: string, count: number): Promise<readonly string[]>;
  /** Runs a step of the rail that gets its own entry in the log, with the calls it makes. */
  recorded<T>(action: string, run: () => Promise<T>): Promise<T>;
}

interface RailBase {
  /** The flow name by which a config switches this rail on. */
  readonly name: string;
  /** Milliseconds until a check counts as failed. Default 10,000. */
  readonly timeoutMs?: number;
  /** Whether a failed check blocks (default) or allows. Either is logged. */
  readonly onError?: "block" | "allow";
  /** `monitor`: verdicts are reported, but change and delay nothing. Default `enforce`. */
  readonly mode?: "enforce" | "monitor";
  /** What the bot says when it blocks, unless the decision has its own `refusal`. Default: the config's refusal. */
  readonly refusal?: string;
  /** The type of exception that a block is, where the config enables them. Default: by its direction. */
  readonly exception?: string;
  /** Whether the engine adds a canary to the system message, which no answer may repeat. Default false. */
  readonly plantsCanary?: boolean;
}

/** A rail that checks a text in windows (`window`), or once it is complete (`whole`). */
export interface CheckRail extends RailBase {
  readonly reads: "window" | "whole";
  /** Whether it may answer `transform`; a stream then waits for its verdicts. Default false. */
  readonly transforms?: boolean;
  /** Whether it may set variables that the main model's prompt reads: the model then waits for it. Default false. */
  readonly sets?: boolean;
  check(input: RailInput, context: RailContext): RailDecision | Promise<RailDecision>;
}

/** The prompt behind an answer, for rails that compare the two. */
export interface SentPrompt {
  /** The messages as sent to the model, with the config's instructions. */
  readonly messages: readonly ChatMessage[];
  /** The conversation as the rails left it. */
  readonly conversation: readonly ChatMessage[];
  /** The canary in the system message, if a rail asks for one. */
  readonly canary?: string;
}

/** A rail that reads a stream character by character and always gates it: nothing that it forbids is ever delivered. */
export interface IncrementalRail extends RailBase {
  readonly reads: "incremental";
  /**
   * A new machine for one text. It reads tool call arguments with their JSON escapes undone.
   *
   * @param prompt - the prompt behind the text; absent if the text is not an answer.
   */
  createGate(prompt?: SentPrompt): TextGate;
}

/** A rail checks complete texts or windows (`check`), or gates a stream character by character (`createGate`). */
export type Rail = CheckRail | IncrementalRail;

export const isCheckRail = (rail: Rail): rail is CheckRail => rail.reads !== "incremental";

export const isIncremental = (rail: Rail): rail is IncrementalRail => rail.reads === "incremental";

/** Whether a rail's verdicts are reported but not enforced. */
export const isMonitored = ({ mode }: Rail): boolean => mode === "monitor";

/** The rails that are not monitored. */
export const enforcedOf = <R extends Rail>(rails: readonly R[]): readonly R[] =>
  rails.filter((rail) => !isMonitored(rail));

/**
 * Defines a custom rail for `new LLMRails(config, { rails: [...] })`. A config switches it on by its name.
 *
 * @example
 * const brand = defineRail({
 *   name: "no competitors",
 *   reads: "window",
 *   check: ({ text }) => (text.includes("Acme") ? { outcome: "block", reason: "names Acme" } : { outcome: "allow" }),
 * });
 */
export const defineRail = <R extends Rail>(rail: R): R => rail;
