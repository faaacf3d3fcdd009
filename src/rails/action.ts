import type { RailsConfigData } from "../config/config-types.ts";
import type { ChatMessage } from "../types.ts";

/** What an action may know of the request it runs in. */
export interface ActionContext {
  readonly config: RailsConfigData;
  /** The last thing the user said. */
  readonly userMessage: string;
  /** The model's text under check; empty in an input rail. */
  readonly botMessage: string;
  /** The tool that is called, where the text under check is the arguments of a call. */
  readonly toolName?: string;
  readonly messages: readonly ChatMessage[];
  /** Variables the caller passed as context. Data only: no name in here changes what is checked. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborts when nobody wants the result any more, or its time is up. */
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
 * What stands behind a flow's name, as texts; or, where a flow in Colang executes the action, its arguments as they were
 * computed: those by name under it, those by position as `$1`, `$2`, …
 */
export type ActionParams = Readonly<Record<string, unknown>>;

/** A function that flows run by its name: see {@link defineAction}. */
export interface Action {
  /** snake_case, such as `check_blocked_terms`; a flow `check blocked terms` runs it. */
  readonly name: string;
  /** As a rail an `ActionResult`; where a flow in Colang executes it, whatever the flow reads. */
  readonly run: (params: ActionParams, context: ActionContext) => unknown;
}

/** The action's name that a flow of this name runs: `self check output` runs `self_check_output`. */
export const actionName = (flow: string): string => flow.trim().replaceAll(/[\s-]+/g, "_");

/**
 * An action of one's own, for `new LLMRails(config, { actions: [...] })`: the flow of the same name then runs it, and flows
 * in Colang that `execute` it.
 *
 * @example
 * const checkLength = defineAction("check_length", (_params, { botMessage }) => botMessage.length < 2_000);
 */
export const defineAction = (name: string, run: Action["run"]): Action => ({ name: actionName(name), run });
