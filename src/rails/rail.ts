import type { RailsConfigData } from "../config/config-types.ts";
import type { TextGate } from "../text/text-gate.ts";
import type { Channel, ChatMessage, Clock, VerdictException } from "../types.ts";
import type { OfferedTool } from "./offered-tools.ts";

/** What a rail decides about a text. */
export type RailDecision =
  | ({ readonly outcome: "allow" } & SettingDecision)
  /**
   * `refusal`: what the bot says instead, where the rail has words of its own. Default: the config's refusal. `exception`:
   * the answer is an exception of this type, for those who can be told so. `label`: what was found, as a name. `findings`:
   * all that was found, the first included, by a rail that reads several results of tools at once.
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

/** What is wrong with the result of a tool, as a name and in words, and the call it is about. */
export interface ToolFinding {
  readonly label: string;
  readonly reason?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
}

/**
 * A rail may set variables: the rails behind it see them, those of input rails stay for the request, and all are among the
 * `output_vars` of a response.
 */
interface SettingDecision {
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The text under check. */
export interface RailInput {
  /** All of it: `context` and `fresh` together. Arguments of a call are JSON without needless escapes, such as `\u0073`. */
  readonly text: string;
  /** What came right before and was checked already; empty when a whole text is checked. */
  readonly context: string;
  /** What is new. */
  readonly fresh: string;
  readonly channel: Channel;
  /** The tool, where the text is the arguments of a call, which may be empty, or the result of one. */
  readonly toolName?: string;
  /** Whether nothing of this text follows. */
  readonly final: boolean;
}

/** What a judge said: `recognised` is false when it could not be understood, which never allows. */
export interface JudgeVerdict {
  readonly allowed: boolean;
  readonly violations: readonly string[];
  readonly recognised: boolean;
  /** Why it could not be understood, for the operator. Holds nothing of the answer. */
  readonly why?: string;
}

/** The request a rail runs in. */
export interface RailContext {
  readonly config: RailsConfigData;
  /** The last thing the user said. */
  readonly userMessage: string;
  readonly messages: readonly ChatMessage[];
  /** The tools that the main model may call: those of the request as input rails left them, else those of the config. */
  readonly tools: readonly OfferedTool[];
  /** Variables the caller passed as context: data for prompts and actions. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborts when the verdict is not wanted any more, or its time is up. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What the model was asked whose answer is under check. */
  readonly asked?: AskedOf | undefined;
  /**
   * Calls a service. It shares the connections of the request with the model and the judges, so a call may wait for one,
   * and stops with `signal`.
   */
  readonly fetch: typeof fetch;
  /**
   * What stands for a value from now on, where the config has `pseudonyms` and the rail reads what goes to the model: a rail
   * that rewrites puts it in the value's place, so that the answer to the user can have the value back.
   *
   * @example
   * const named = context.pseudonym?.("PERSON", "Ann") ?? "[PERSON]";
   * @throws LimitError when there are too many values
   */
  readonly pseudonym?: ((label: string, value: string) => string) | undefined;
  /** Asks the model of a task with the task's prompt, and reads its answer as a verdict. */
  judge(task: string, variables: Readonly<Record<string, unknown>>): Promise<JudgeVerdict>;
  /**
   * Asks the main model again what it was asked, at temperature 1, for rails that compare answers. Every answer is a call
   * that is paid for and counted under the task.
   */
  resample(task: string, count: number): Promise<readonly string[]>;
  /** Runs a step of the rail that the log is to tell by itself, with the calls that are made meanwhile. */
  recorded<T>(action: string, run: () => Promise<T>): Promise<T>;
}

interface RailBase {
  /** The flow that a config names to switch this rail on. */
  readonly name: string;
  /** Milliseconds until a check counts as failed. Default 10,000. */
  readonly timeoutMs?: number;
  /** What a failing check means: `block` (default) or `allow`, which is logged. */
  readonly onError?: "block" | "allow";
  /** `monitor`: it says what it would have done, changes nothing and delays nothing. Default `enforce`. */
  readonly mode?: "enforce" | "monitor";
  /** What the bot says when it blocks, unless the decision has words of its own. Default: the config's refusal. */
  readonly refusal?: string;
  /** The type of exception that a block is, where the config enables them. Default: by its direction. */
  readonly exception?: string;
  /** Whether the engine plants a mark in the system message that no answer must repeat. Default false. */
  readonly plantsCanary?: boolean;
}

/** A rail that is asked about a text: window by window (`window`), or only once it is complete (`whole`). */
export interface CheckRail extends RailBase {
  readonly reads: "window" | "whole";
  /** Whether it may answer `transform`; a stream then waits for its verdicts. Default false. */
  readonly transforms?: boolean;
  /** Whether it may set variables that the main model's prompt reads: the model then waits for it. Default false. */
  readonly sets?: boolean;
  check(input: RailInput, context: RailContext): RailDecision | Promise<RailDecision>;
}

/** What a model was asked, for rails that compare its answer with that. */
export interface AskedOf {
  /** The messages as they went to the model, with the config's own instructions. */
  readonly prompt: readonly ChatMessage[];
  /** The conversation as the rails left it. */
  readonly conversation: readonly ChatMessage[];
  /** The mark that was planted in the system message, where a rail asks for one. */
  readonly canary?: string;
}

/** A rail that reads along character by character and always gates: nothing that it forbids ever leaves. */
export interface IncrementalRail extends RailBase {
  readonly reads: "incremental";
  /**
   * A new machine for one text. The arguments of a tool call are read with the escapes of their JSON undone.
   *
   * @param asked - what the model was asked; absent where the text is no answer.
   */
  createGate(asked?: AskedOf): TextGate;
}

/** What checks a text: asked about it (`check`), or reading along (`createGate`). */
export type Rail = CheckRail | IncrementalRail;

export const isCheckRail = (rail: Rail): rail is CheckRail => rail.reads !== "incremental";

export const isIncremental = (rail: Rail): rail is IncrementalRail => rail.reads === "incremental";

/** Whether a rail only says what it would have done. */
export const isMonitored = ({ mode }: Rail): boolean => mode === "monitor";

/** Those of some rails that decide. */
export const enforcedOf = <R extends Rail>(rails: readonly R[]): readonly R[] =>
  rails.filter((rail) => !isMonitored(rail));

/**
 * A rail of one's own, for `new LLMRails(config, { rails: [...] })`; a config switches it on by its name.
 *
 * @example
 * const brand = defineRail({
 *   name: "no competitors",
 *   reads: "window",
 *   check: ({ text }) => (text.includes("Acme") ? { outcome: "block", reason: "names Acme" } : { outcome: "allow" }),
 * });
 */
export const defineRail = <R extends Rail>(rail: R): R => rail;
