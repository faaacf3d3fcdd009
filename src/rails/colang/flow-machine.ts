import type { BotMessage, ColangArgument, Place } from "../../colang/colang-tree.ts";
import { LimitError } from "../../errors.ts";
import { Work } from "../../prompts/template/template-work.ts";
import { type FlowEvent, FlowEvents } from "./flow-events.ts";
import { FlowExpressions } from "./flow-expressions.ts";
import type { EventPattern, FlowProgram, Instruction } from "./flow-program.ts";

type ExecuteInstruction = Extract<Instruction, { readonly kind: "execute" }>;

/** What a run waits for: an action, or a rail that is not a flow of the config. */
export type FlowEffect =
  | { readonly kind: "execute"; readonly instruction: ExecuteInstruction; readonly args: FlowArguments }
  | { readonly kind: "rail"; readonly flow: string; readonly at: Place };

/** Evaluated arguments of a call. */
export interface FlowArguments {
  readonly named: Readonly<Record<string, unknown>>;
  readonly positional: readonly unknown[];
}

/** Receives the messages and events of a run as they happen. */
export interface FlowListener {
  say(message: BotMessage): void;
  emit(event: FlowEvent): void;
}

/** Instructions that one run may execute. */
export const MAX_STEPS = 10_000;
/** Depth of the call stack. */
const MAX_CALLS = 50;

interface Frame {
  readonly flow: string;
  readonly program: FlowProgram;
  at: number;
}

/** A statement failed. Has the flow and the place of the statement; the error is its `cause`. */
export class FlowFailure extends Error {
  readonly flow: string;
  readonly at: Place;

  constructor(flow: string, at: Place, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.flow = flow;
    this.at = at;
  }
}

/**
 * One run of a flow, as a synchronous machine: `next` runs to the next effect, which its caller performs, and `resume`
 * passes the result back. Every run terminates: instructions, calls and the work of expressions are bounded.
 */
export class FlowMachine {
  /** Whether the flow has ended the turn by `stop`. */
  stopped = false;
  readonly #programs: ReadonlyMap<string, FlowProgram>;
  readonly #listener: FlowListener;
  readonly #variables: Map<string, unknown>;
  readonly #set = new Set<string>();
  readonly #events = new FlowEvents();
  readonly #frames: Frame[] = [];
  readonly #expressions: FlowExpressions;
  #steps = 0;
  #waiting: ExecuteInstruction | undefined;

  constructor(
    programs: ReadonlyMap<string, FlowProgram>,
    flow: string,
    variables: Readonly<Record<string, unknown>>,
    listener: FlowListener,
  ) {
    this.#programs = programs;
    this.#listener = listener;
    this.#variables = new Map(Object.entries(variables));
    this.#expressions = new FlowExpressions(this.get, new Work("flow"));
    this.#call(flow);
  }

  readonly get = (name: string): unknown => this.#variables.get(name) ?? null;

  set(name: string, value: unknown): void {
    this.#variables.set(name, value);
    this.#set.add(name);
  }

  /** The variables that the run has set, as they are now. */
  get changed(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Array.from(this.#set, (name) => [name, this.get(name)]));
  }

  /** All variables. */
  get variables(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#variables);
  }

  /** Runs to the next effect; undefined when the run is over. Throws a FlowFailure. */
  next(): FlowEffect | undefined {
    for (let frame = this.#frames.at(-1); frame !== undefined && !this.stopped; frame = this.#frames.at(-1)) {
      const instruction = frame.program.instructions[frame.at] as Instruction;
      frame.at += 1;
      const effect = this.#guarded(frame, instruction);
      if (effect !== undefined) return effect;
    }
    return undefined;
  }

  /** Continues after an action, with its result. */
  resume(value: unknown): void {
    const { result } = this.#waiting ?? {};
    if (result !== undefined) this.set(result, value);
    this.#waiting = undefined;
  }

  /** A failure at the place of the current statement. */
  failure(cause: unknown): FlowFailure {
    const frame = this.#frames.at(-1);
    const instruction = frame?.program.instructions[frame.at - 1];
    return new FlowFailure(frame?.flow ?? "", instruction?.at ?? { line: 0, column: 0 }, cause);
  }

  #guarded(frame: Frame, instruction: Instruction): FlowEffect | undefined {
    try {
      this.#steps += 1;
      if (this.#steps > MAX_STEPS) throw new LimitError(`The flow takes more than ${MAX_STEPS} steps`);
      return this.#run(frame, instruction);
    } catch (error) {
      throw new FlowFailure(frame.flow, instruction.at, error);
    }
  }

  #run(frame: Frame, instruction: Instruction): FlowEffect | undefined {
    switch (instruction.kind) {
      case "set":
        this.set(instruction.variable, this.#expressions.value(instruction.value));
        return undefined;
      case "execute":
        this.#waiting = instruction;
        return { kind: "execute", instruction, args: this.#arguments(instruction.args) };
      case "say":
        this.#listener.say(instruction.message);
        return undefined;
      case "emit":
        return this.#emit(instruction.event);
      case "take":
        if (!this.#take(instruction.event))
          throw new TypeError(`The event ${instruction.event.name} has not been made`);
        return undefined;
      case "choose": {
        const branch = instruction.branches.find(({ event }) => this.#take(event));
        if (branch === undefined) throw new TypeError("None of the events that when asks for has been made");
        frame.at = branch.to;
        return undefined;
      }
      case "unless":
        if (!this.#expressions.isTrue(instruction.condition)) frame.at = instruction.to;
        return undefined;
      case "jump":
        frame.at = instruction.to;
        return undefined;
      case "do":
        return this.#do(instruction);
      case "stop":
        this.stopped = true;
        return undefined;
      case "return":
        this.#frames.pop();
        return undefined;
    }
  }

  #do({ flow, args, at }: Extract<Instruction, { readonly kind: "do" }>): FlowEffect | undefined {
    for (const [name, value] of Object.entries(this.#arguments(args).named)) this.set(name, value);
    if (!this.#programs.has(flow)) return { kind: "rail", flow, at };
    this.#call(flow);
    return undefined;
  }

  #call(flow: string): void {
    const program = this.#programs.get(flow);
    if (program === undefined) throw new TypeError(`There is no flow "${flow}"`);
    if (this.#frames.length >= MAX_CALLS) throw new LimitError(`More than ${MAX_CALLS} flows call one another`);
    this.#frames.push({ flow, program, at: 0 });
  }

  #arguments(args: readonly ColangArgument[]): FlowArguments {
    const named: [string, unknown][] = [];
    const positional: unknown[] = [];
    for (const { name, value } of args) {
      if (name === undefined) positional.push(this.#expressions.value(value));
      else named.push([name, this.#expressions.value(value)]);
    }
    return { named: Object.fromEntries(named), positional };
  }

  #emit(pattern: EventPattern): undefined {
    const event = this.#evaluated(pattern);
    this.#events.add(event);
    this.#listener.emit(event);
  }

  #evaluated({ name, properties }: EventPattern): FlowEvent {
    return { name, properties: this.#arguments(properties).named };
  }

  /** Consumes the first matching event, which then is the variable `$event`. */
  #take(pattern: EventPattern): boolean {
    const event = this.#events.take(this.#evaluated(pattern));
    if (event === undefined) return false;
    this.#variables.set("event", event.properties);
    return true;
  }
}
