import type { BotMessage } from "../../colang/colang-tree.ts";
import { flowId } from "../../config/flow-id.ts";
import { RailError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { toText } from "../../prompts/template/template-write.ts";
import { type ActionParams, actionName } from "../../rails/action.ts";
import type { FlowEvent } from "../../rails/colang/flow-events.ts";
import type { ExecuteStatement } from "../../rails/colang/flow-facts.ts";
import {
  FlowFailure,
  type FlowArguments,
  type FlowEffect,
  type FlowListener,
} from "../../rails/colang/flow-machine.ts";
import { FlowMachine } from "../../rails/colang/flow-machine.ts";
import type { RailContext, RailDecision, RailInput } from "../../rails/rail.ts";
import { askRail } from "../shared/ask-rail.ts";
import type { BoundFlow, BoundRail, FlowSubject } from "./bound-flow.ts";
import { actionOutcome, asBlock } from "./flow-outcome.ts";
import { type PreparedMessage, wordsOf } from "./messages.ts";

/** Actions and rails that one run may call. */
const MAX_CALLS = 100;

/** The names under which library actions of NeMo Guardrails take the text to check. */
const TEXT_ARGUMENTS = ["text", "user_prompt", "bot_response", "user_input", "bot_message", "prompt", "response"];

/** Events that make the bot say something, with the property that holds the text. */
const UTTERANCES: ReadonlyMap<string, string> = new Map([
  ["BotMessage", "text"],
  ["StartUtteranceBotAction", "script"],
]);

/** Whether an event has an effect outside of the flow. */
export const hasEffect = (event: string): boolean => UTTERANCES.has(event) || event.endsWith("Exception");

/** The variable that holds the text of a subject. */
const VARIABLE_OF: Readonly<Record<FlowSubject, string>> = {
  input: "user_message",
  output: "bot_message",
  retrieval: "relevant_chunks",
};

export interface FlowRunSetup {
  /** The rail, which is also the flow that is run. */
  readonly rail: string;
  readonly flow: string;
  /** The variable that holds the text under check. */
  readonly subject: string;
  readonly bound: BoundFlow;
  readonly messages: ReadonlyMap<BotMessage, PreparedMessage>;
  readonly random: () => number;
}

/** The result of a run. */
export interface FlowResult {
  readonly stopped: boolean;
  /** The bot messages of the flow, in order. */
  readonly botMessages: readonly { readonly text: string; readonly message: BotMessage | undefined }[];
  readonly exception: { readonly type: string; readonly message: string } | undefined;
  /** The decision of a rail that blocked and thereby ended the flow. */
  readonly blocked: (RailDecision & { readonly outcome: "block" }) | undefined;
  readonly changed: Readonly<Record<string, unknown>>;
}

const paramsOf = ({ named, positional }: FlowArguments): ActionParams => ({
  ...Object.fromEntries(positional.map((value, index) => [`$${index + 1}`, value])),
  ...named,
});

/** The result of an action as a value that flows can use. */
const asValue = (given: unknown, target: string): unknown => {
  if (!isRecord(given) || typeof given["outcome"] !== "string") return given ?? null;
  return actionOutcome(given as unknown as RailDecision, target, undefined);
};

/**
 * One run of a flow over one text: performs the effects of its machine, and collects its messages and its exception.
 */
export class FlowRun implements FlowListener {
  readonly #setup: FlowRunSetup;
  readonly #input: RailInput;
  readonly #context: RailContext;
  readonly #machine: FlowMachine;
  readonly #botMessages: { text: string; message: BotMessage | undefined }[] = [];
  #exception: FlowResult["exception"];
  #blocked: FlowResult["blocked"];
  #calls = 0;

  constructor(
    setup: FlowRunSetup,
    variables: Readonly<Record<string, unknown>>,
    input: RailInput,
    context: RailContext,
  ) {
    this.#setup = setup;
    this.#input = input;
    this.#context = context;
    this.#machine = new FlowMachine(setup.bound.programs, setup.flow, variables, this);
  }

  /** Rejects with a RailError that names flow and line, or with the abort reason. */
  async run(): Promise<FlowResult> {
    try {
      for (let effect = this.#machine.next(); effect !== undefined; effect = this.#machine.next()) {
        this.#context.signal.throwIfAborted();
        await this.#perform(effect);
      }
    } catch (error) {
      this.#context.signal.throwIfAborted();
      throw this.#failed(error instanceof FlowFailure ? error : this.#machine.failure(error));
    }
    const { stopped, changed } = this.#machine;
    return { stopped, botMessages: this.#botMessages, exception: this.#exception, blocked: this.#blocked, changed };
  }

  say(message: BotMessage): void {
    const { messages, random } = this.#setup;
    const prepared = messages.get(message);
    if (prepared === undefined) throw new TypeError("This message is not known");
    this.#botMessages.push({ text: wordsOf(message, prepared, this.#machine.variables, random), message });
  }

  emit({ name, properties }: FlowEvent): void {
    const property = UTTERANCES.get(name);
    if (property !== undefined)
      this.#botMessages.push({ text: toText(properties[property] ?? ""), message: undefined });
    else if (hasEffect(name)) {
      this.#exception ??= { type: name, message: toText(properties["message"] ?? "") };
    }
  }

  #failed({ flow, at, message, cause }: FlowFailure): RailError {
    const place = `flow "${flow}", line ${at.line}`;
    return new RailError("rail_error", this.#setup.rail, `Rail "${this.#setup.rail}" failed in ${place}: ${message}`, {
      cause,
    });
  }

  async #perform(effect: FlowEffect): Promise<void> {
    this.#calls += 1;
    if (this.#calls > MAX_CALLS) throw new TypeError(`A run may ask ${MAX_CALLS} actions and rails`);
    if (effect.kind === "rail") return this.#ask(this.#setup.bound.rails.get(effect.flow));
    const { instruction, args } = effect;
    const { action } = instruction;
    this.#machine.resume(await this.#context.recorded(action, () => this.#execute(instruction, args)));
  }

  async #execute(statement: ExecuteStatement, args: FlowArguments): Promise<unknown> {
    const bound = this.#setup.bound.actions.get(statement);
    if (bound === undefined) throw new TypeError(`There is no action "${statement.action}"`);
    if ("rail" in bound) {
      const text = TEXT_ARGUMENTS.map((name) => args.named[name]).find((value) => typeof value === "string");
      const decision = await this.#decide(bound, text ?? this.#textOf(bound.subject));
      const found = bound.leavesOut === true ? asBlock(decision) : decision;
      return actionOutcome(found, VARIABLE_OF[bound.subject], bound.truth);
    }
    const { toolName } = this.#input;
    const context = {
      ...this.#context,
      variables: this.#machine.variables,
      userMessage: this.#textOf("input"),
      botMessage: this.#textOf("output"),
      ...(toolName === undefined ? {} : { toolName }),
    };
    return asValue(await bound.action.run(paramsOf(args), context), this.#setup.subject);
  }

  /** Runs a rail as a subflow: its block ends the flow, and its rewriting goes into the variable. */
  async #ask(bound: BoundRail | undefined): Promise<void> {
    if (bound === undefined) return;
    const ask = (): Promise<RailDecision> => this.#decide(bound, this.#textOf(bound.subject));
    const decision = await this.#context.recorded(actionName(flowId(bound.rail.name).name), ask);
    if (decision.outcome === "transform") this.#machine.set(VARIABLE_OF[bound.subject], decision.text);
    if (decision.outcome !== "block") return;
    this.#blocked = decision;
    this.#machine.stopped = true;
  }

  #decide({ rail, switch: switched }: BoundRail, text: string): Promise<RailDecision> {
    const input = { ...this.#input, text, fresh: text, context: "" };
    const variables = { ...this.#machine.variables, ...(switched === undefined ? {} : { [switched]: true }) };
    const context = { ...this.#context, variables, userMessage: this.#textOf("input") };
    return askRail(rail, input, context);
  }

  #textOf(subject: FlowSubject): string {
    const value = this.#machine.get(VARIABLE_OF[subject]);
    return typeof value === "string" ? value : "";
  }
}
