import type {
  BotMessage,
  ColangArgument,
  ColangExpression,
  Place,
  Statement,
  Trigger,
} from "../../colang/colang-tree.ts";

/** The instructions that a flow is compiled to. Jumps have absolute targets. */
export type Instruction =
  | { readonly kind: "set"; readonly variable: string; readonly value: ColangExpression; readonly at: Place }
  | Extract<Statement, { readonly kind: "execute" }>
  | { readonly kind: "say"; readonly message: BotMessage; readonly at: Place }
  | { readonly kind: "emit" | "take"; readonly event: EventPattern; readonly at: Place }
  /** Jumps to the first branch whose event this flow has created. */
  | { readonly kind: "choose"; readonly branches: readonly EventBranch[]; readonly at: Place }
  | { readonly kind: "unless"; readonly condition: ColangExpression; readonly to: number; readonly at: Place }
  | { readonly kind: "jump"; readonly to: number; readonly at: Place }
  | { readonly kind: "do"; readonly flow: string; readonly args: readonly ColangArgument[]; readonly at: Place }
  | { readonly kind: "stop" | "return"; readonly at: Place };

export interface EventPattern {
  readonly name: string;
  readonly properties: readonly ColangArgument[];
}

interface EventBranch {
  readonly event: EventPattern;
  readonly to: number;
}

/** A statement that cannot run in a rail. */
export interface FlowFault {
  readonly at: Place;
  readonly message: string;
}

export interface FlowProgram {
  readonly instructions: readonly Instruction[];
  /** Statements that could not be compiled. A flow with faults must not run. */
  readonly faults: readonly FlowFault[];
}

const NO_VALUE = "A model would make this value, and none is asked for one here: compute it, or get it from an action";
const NEVER_MADE = "A rail waits for no events, and this flow has not made the event";
const NO_DYNAMIC_FLOW = "Which flow runs must be known before it does: write its name behind do";
const WAITS: Readonly<Record<"user" | "bot", string>> = {
  user: "The flow waits for the user here, and a rail runs from its first line to its last",
  bot: "The flow waits for the bot here, and a rail runs from its first line to its last",
};

interface Loop {
  readonly start: number;
  readonly breaks: number[];
}

/** Compiles statements to instructions, in one pass with backpatching of jumps. */
class Compiler {
  readonly instructions: Instruction[] = [];
  readonly faults: FlowFault[] = [];
  readonly #labels = new Map<string, number>();
  readonly #gotos: { readonly from: number; readonly name: string; readonly at: Place }[] = [];
  readonly #loops: Loop[] = [];
  /** Events that the flow creates, and those it waits for. */
  readonly #created = new Set<string>();
  readonly #awaited: { readonly name: string; readonly at: Place }[] = [];

  compile(body: readonly Statement[], end: Place): void {
    this.#block(body);
    this.instructions.push({ kind: "return", at: body.at(-1)?.at ?? end });
    for (const { name, at } of this.#awaited) {
      if (!this.#created.has(name))
        this.faults.push({ at, message: `${NEVER_MADE} ${name}: make it with create event` });
    }
    for (const { from, name, at } of this.#gotos) {
      const to = this.#labels.get(name);
      if (to === undefined) this.faults.push({ at, message: `There is no label "${name}" in this flow` });
      else this.#patch(from, to);
    }
  }

  #block(body: readonly Statement[]): void {
    for (const statement of body) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    const { kind, at } = statement;
    switch (kind) {
      case "set":
      case "execute":
        this.instructions.push(statement);
        return;
      case "bot":
      case "event":
      case "user":
        return this.#trigger(statement);
      case "create event":
        this.#created.add(statement.name);
        this.instructions.push({ kind: "emit", event: statement, at });
        return;
      case "if":
        return this.#if(statement);
      case "when":
        return this.#when(statement);
      case "while":
        return this.#while(statement);
      case "do":
        if (typeof statement.flow !== "string") this.faults.push({ at, message: NO_DYNAMIC_FLOW });
        else this.instructions.push({ kind: "do", flow: statement.flow, args: statement.args, at });
        return;
      case "generate":
        this.faults.push({ at, message: NO_VALUE });
        return;
      case "return":
      case "stop":
        this.instructions.push({ kind, at });
        return;
      case "label":
        this.#labels.set(statement.name, this.instructions.length);
        return;
      case "goto":
        this.#gotos.push({ from: this.#jump(at), name: statement.name, at });
        return;
      case "break":
      case "continue":
        return this.#leave(kind, at);
      case "pass":
    }
  }

  #trigger(statement: Trigger): void {
    const { kind, at } = statement;
    if (kind === "event") {
      this.#awaited.push(statement);
      this.instructions.push({ kind: "take", event: statement, at });
    } else if (kind === "bot" && statement.message.kind !== "any")
      this.instructions.push({ kind: "say", message: statement.message, at });
    else this.faults.push({ at, message: WAITS[kind] });
  }

  #if({ branches, otherwise, at }: Extract<Statement, { kind: "if" }>): void {
    const ends: number[] = [];
    for (const { condition, body } of branches) {
      const test = this.instructions.length;
      this.#jump(at);
      this.#block(body);
      ends.push(this.#jump(at));
      this.instructions[test] = { kind: "unless", condition, to: this.instructions.length, at: condition.at };
    }
    this.#block(otherwise);
    for (const end of ends) this.#patch(end, this.instructions.length);
  }

  #when({ branches, at }: Extract<Statement, { kind: "when" }>): void {
    const choice = this.#jump(at);
    const ends: number[] = [];
    const heads: EventBranch[] = [];
    for (const { trigger, body } of branches) {
      if (trigger.kind === "event") {
        this.#awaited.push(trigger);
        heads.push({ event: trigger, to: this.instructions.length });
      } else this.faults.push({ at: trigger.at, message: WAITS[trigger.kind] });
      this.#block(body);
      ends.push(this.#jump(at));
    }
    this.instructions[choice] = { kind: "choose", branches: heads, at };
    for (const end of ends) this.#patch(end, this.instructions.length);
  }

  #while({ condition, body, at }: Extract<Statement, { kind: "while" }>): void {
    const loop: Loop = { start: this.instructions.length, breaks: [] };
    this.#loops.push(loop);
    this.#jump(at);
    this.#block(body);
    this.#patch(this.#jump(at), loop.start);
    this.#loops.pop();
    const end = this.instructions.length;
    this.instructions[loop.start] = { kind: "unless", condition, to: end, at };
    for (const from of loop.breaks) this.#patch(from, end);
  }

  #leave(kind: "break" | "continue", at: Place): void {
    const loop = this.#loops.at(-1);
    if (loop === undefined) this.faults.push({ at, message: `There is no while around this ${kind}` });
    else if (kind === "break") loop.breaks.push(this.#jump(at));
    else this.#patch(this.#jump(at), loop.start);
  }

  /** Adds a jump whose target is not known yet, and returns its position. */
  #jump(at: Place): number {
    return this.instructions.push({ kind: "jump", to: 0, at }) - 1;
  }

  #patch(from: number, to: number): void {
    const { at } = this.instructions[from] as Instruction;
    this.instructions[from] = { kind: "jump", to, at };
  }
}

/** Compiles a flow's body. Statements that wait for the user or the bot, or need a model, are faults. */
export function compileFlow(body: readonly Statement[], at: Place): FlowProgram {
  const compiler = new Compiler();
  compiler.compile(body, at);
  const { instructions, faults } = compiler;
  return { instructions, faults };
}
