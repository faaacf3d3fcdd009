import type { ColangExpression, FlowDefinition, Place, Statement } from "../../colang/colang-tree.ts";
import { comparedWithText, type VariablePlace, variablesIn, variablesOf } from "./expression-variables.ts";

type StatementOf<Kind extends Statement["kind"]> = Extract<Statement, { readonly kind: Kind }>;

export type ExecuteStatement = StatementOf<"execute">;
export type BotStatement = StatementOf<"bot">;
export type EventStatement = StatementOf<"create event">;

/** A call of a subflow. */
interface FlowCall {
  readonly flow: string;
  readonly at: Place;
}

/** The result of static analysis of a flow's body. */
export interface FlowFacts {
  readonly executes: readonly ExecuteStatement[];
  readonly calls: readonly FlowCall[];
  readonly says: readonly BotStatement[];
  readonly emits: readonly EventStatement[];
  /** Events that the flow waits for. */
  readonly takes: ReadonlySet<string>;
  /** The assignments, each with the variables on its right side. */
  readonly sets: readonly { readonly variable: string; readonly reads: ReadonlySet<string>; readonly at: Place }[];
  /** Variables that expressions compute with. One that is only passed to an action is not among them. */
  readonly computes: ReadonlySet<string>;
  /** Variables that are set, by any kind of statement. */
  readonly writes: ReadonlySet<string>;
  /** Variables that are read, including those that are only passed on. */
  readonly reads: readonly VariablePlace[];
  /** Variables that are compared with a literal text. */
  readonly comparedWithText: readonly VariablePlace[];
}

class FactCollector implements FlowFacts {
  readonly executes: ExecuteStatement[] = [];
  readonly calls: FlowCall[] = [];
  readonly says: BotStatement[] = [];
  readonly emits: EventStatement[] = [];
  readonly takes = new Set<string>();
  readonly sets: { variable: string; reads: ReadonlySet<string>; at: Place }[] = [];
  readonly computes = new Set<string>();
  readonly writes = new Set<string>();
  readonly reads: VariablePlace[] = [];
  readonly comparedWithText: VariablePlace[] = [];

  visit(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "execute":
        return this.#execute(statement);
      case "set":
        return this.#set(statement);
      case "generate":
        this.writes.add(statement.variable);
        return;
      case "bot":
        this.says.push(statement);
        return;
      case "if":
        for (const { condition, body } of statement.branches) this.#conditional(condition, body);
        return this.visit(statement.otherwise);
      case "when":
        return this.#when(statement);
      case "event":
        this.takes.add(statement.name);
        return;
      case "while":
        return this.#conditional(statement.condition, statement.body);
      case "do":
        return this.#do(statement);
      case "create event":
        this.emits.push(statement);
        for (const { value } of statement.properties) this.#computed(value);
        return;
      default:
    }
  }

  #execute(statement: ExecuteStatement): void {
    this.executes.push(statement);
    if (statement.result !== undefined) this.writes.add(statement.result);
    for (const { value } of statement.args) {
      if (value.kind === "variable") this.reads.push(...variablesIn(value));
      else this.#computed(value);
    }
  }

  #set({ variable, value, at }: StatementOf<"set">): void {
    this.writes.add(variable);
    this.sets.push({ variable, reads: new Set(variablesOf(value)), at });
    this.#computed(value);
  }

  #conditional(condition: ColangExpression, body: readonly Statement[]): void {
    this.#computed(condition);
    this.visit(body);
  }

  #when({ branches }: StatementOf<"when">): void {
    for (const { trigger, body } of branches) {
      if (trigger.kind === "event") this.takes.add(trigger.name);
      this.visit(body);
    }
  }

  #do({ flow, args, at }: StatementOf<"do">): void {
    for (const { name, value } of args) {
      if (name !== undefined) this.writes.add(name);
      this.#computed(value);
    }
    if (typeof flow === "string") this.calls.push({ flow, at });
  }

  #computed(expression: ColangExpression): void {
    this.reads.push(...variablesIn(expression));
    for (const name of variablesOf(expression)) this.computes.add(name);
    this.comparedWithText.push(...comparedWithText(expression));
  }
}

export const factsOf = ({ body }: Pick<FlowDefinition, "body">): FlowFacts => {
  const collector = new FactCollector();
  collector.visit(body);
  return collector;
};

/** The variables whose value may be derived from one of the roots, through any number of assignments. */
export const derivedFrom = (roots: readonly string[], facts: readonly FlowFacts[]): ReadonlySet<string> => {
  const derived = new Set(roots);
  const sets = facts.flatMap((one) => one.sets);
  for (let before = -1; before !== derived.size;) {
    before = derived.size;
    for (const { variable, reads } of sets) if ([...reads].some((name) => derived.has(name))) derived.add(variable);
  }
  return derived;
};
