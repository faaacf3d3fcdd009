import type { RailsConfigData } from "../config/config-types.ts";
import type { ChatMessage } from "../types/chat-message.ts";

/** The request that an action runs in. */
export interface ActionContext {
  readonly config: RailsConfigData;
  /** The text of the last user message. */
  readonly userMessage: string;
  /** The model's text under check; empty in an input rail. */
  readonly botMessage: string;
  /** The tool that is called, where the text under check is the arguments of a call. */
  readonly toolName?: string;
  readonly messages: readonly ChatMessage[];
  /** Variables the caller passed as context. Data only: no name in here changes what is checked. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborts when the result is no longer needed, or on timeout. */
  readonly signal: AbortSignal;
}

/**
 * What an action answers when it serves as a rail: true or a number from 0.5 allows, false or a smaller number blocks
 * (as in NeMo Guardrails), or an outcome in full. Anything else is a failure, and a failing rail blocks.
 */
export type ActionResult =
  | boolean
  | number
  | { readonly outcome: "allow" }
  | { readonly outcome: "block"; readonly reason?: string }
  | { readonly outcome: "transform"; readonly text: string; readonly reason?: string };

/**
 * The parameters behind a flow's name, as strings. Where a Colang flow executes the action: its evaluated arguments,
 * named ones under their names, positional ones as `$1`, `$2`, …
 */
export type ActionParams = Readonly<Record<string, unknown>>;

/** A function that flows run by its name: see {@link defineAction}. */
export interface Action {
  /** snake_case, such as `check_blocked_terms`; a flow `check blocked terms` runs it. */
  readonly name: string;
  /** Returns an `ActionResult` when it runs as a rail, any value when a Colang flow executes it. */
  readonly run: (params: ActionParams, context: ActionContext) => unknown;
}

/** The name of the action that a flow runs: `self check output` runs `self_check_output`. */
export const actionName = (flow: string): string => flow.trim().replaceAll(/[\s-]+/g, "_");

/**
 * Defines a custom action for `new LLMRails(config, { actions: [...] })`. The flow of the same name runs it, and so do
 * Colang flows that `execute` it.
 *
 * @example
 * const checkLength = defineAction("check_length", (_params, { botMessage }) => botMessage.length < 2_000);
 */
export const defineAction = (name: string, run: Action["run"]): Action => ({ name: actionName(name), run });
