import type { ColangArgument, ColangExpression, FlowDefinition, Place, Statement } from "../../colang/colang-tree.ts";

export type ExecuteStatement = Extract<Statement, { readonly kind: "execute" }>;
export type BotStatement = Extract<Statement, { readonly kind: "bot" }>;
export type EventStatement = Extract<Statement, { readonly kind: "create event" }>;

/** A flow that is run by another. */
interface FlowCall {
  readonly flow: string;
  readonly at: Place;
}

/** A variable where an expression reads it. */
export interface VariablePlace {
  readonly variable: string;
  readonly at: Place;
}

/** What can be known of a flow's body without running it. */
export interface FlowFacts {
  readonly executes: readonly ExecuteStatement[];
  readonly calls: readonly FlowCall[];
  readonly says: readonly BotStatement[];
  readonly emits: readonly EventStatement[];
  /** Events that the flow asks for. */
  readonly takes: ReadonlySet<string>;
  /** What stands on the right of each assignment. */
  readonly sets: readonly { readonly variable: string; readonly reads: ReadonlySet<string>; readonly at: Place }[];
  /** Variables that expressions compute with. What is only handed to an action is not among them. */
  readonly computes: ReadonlySet<string>;
  /** Variables that are set, by whatever. */
  readonly writes: ReadonlySet<string>;
  /** Variables that are read, those that are only handed on among them. */
  readonly reads: readonly VariablePlace[];
  /** Variables that are held against a text. */
  readonly heldAgainstTexts: readonly VariablePlace[];
}

const children = (expression: ColangExpression): readonly (ColangExpression | undefined)[] => {
  switch (expression.kind) {
    case "literal":
    case "variable":
      return [];
    case "joined":
      return expression.parts.filter((part) => typeof part !== "string");
    case "list":
      return expression.items;
    case "dict":
      return expression.entries.flat();
    case "member":
      return [expression.object];
    case "index":
      return [expression.object, expression.key];
    case "slice":
      return [expression.object, ...expression.bounds];
    case "call":
      return [expression.object, ...expression.args];
    case "sign":
    case "not":
      return [expression.operand];
    case "math":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "compare":
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case "choice":
      return [expression.condition, expression.chosen, expression.otherwise];
  }
};

const variablesIn = (expression: ColangExpression | undefined): readonly VariablePlace[] => {
  if (expression === undefined) return [];
  if (expression.kind === "variable") return [{ variable: expression.name, at: expression.at }];
  return children(expression).flatMap(variablesIn);
};

/** The variables that an expression reads. */
export const variablesOf = (expression: ColangExpression | undefined): readonly string[] =>
  variablesIn(expression).map(({ variable }) => variable);

/** Where an expression asks whether a variable equals a text, at any depth. */
const heldAgainstTexts = (expression: ColangExpression | undefined): readonly VariablePlace[] => {
  if (expression === undefined) return [];
  const inside = children(expression).flatMap(heldAgainstTexts);
  if (expression.kind !== "compare" || expression.first.kind !== "variable") return inside;
  const isText = expression.rest.some(({ right }) => right.kind === "literal" && typeof right.value === "string");
  return isText ? [{ variable: expression.first.name, at: expression.first.at }, ...inside] : inside;
};

class FactFinder implements FlowFacts {
  readonly executes: ExecuteStatement[] = [];
  readonly calls: FlowCall[] = [];
  readonly says: BotStatement[] = [];
  readonly emits: EventStatement[] = [];
  readonly takes = new Set<string>();
  readonly sets: { variable: string; reads: ReadonlySet<string>; at: Place }[] = [];
  readonly computes = new Set<string>();
  readonly writes = new Set<string>();
  readonly reads: VariablePlace[] = [];
  readonly heldAgainstTexts: VariablePlace[] = [];

  visit(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "execute":
        this.executes.push(statement);
        if (statement.result !== undefined) this.writes.add(statement.result);
        return this.#handed(statement.args);
      case "set":
        this.writes.add(statement.variable);
        this.sets.push({
          variable: statement.variable,
          reads: new Set(variablesOf(statement.value)),
          at: statement.at,
        });
        return this.#computed(statement.value);
      case "generate":
        this.writes.add(statement.variable);
        return;
      case "bot":
        this.says.push(statement);
        return;
      case "if":
        for (const { condition, body } of statement.branches) {
          this.#computed(condition);
          this.visit(body);
        }
        return this.visit(statement.otherwise);
      case "when":
        for (const { trigger, body } of statement.branches) {
          if (trigger.kind === "event") this.takes.add(trigger.name);
          this.visit(body);
        }
        return;
      case "event":
        this.takes.add(statement.name);
        return;
      case "while":
        this.#computed(statement.condition);
        return this.visit(statement.body);
      case "do":
        for (const { name, value } of statement.args) {
          if (name !== undefined) this.writes.add(name);
          this.#computed(value);
        }
        if (typeof statement.flow === "string") this.calls.push({ flow: statement.flow, at: statement.at });
        return;
      case "create event":
        this.emits.push(statement);
        for (const { value } of statement.properties) this.#computed(value);
        return;
      default:
    }
  }

  #computed(expression: ColangExpression): void {
    this.reads.push(...variablesIn(expression));
    for (const name of variablesOf(expression)) this.computes.add(name);
    this.heldAgainstTexts.push(...heldAgainstTexts(expression));
  }

  #handed(args: readonly ColangArgument[]): void {
    for (const { value } of args)
      if (value.kind === "variable") this.reads.push(...variablesIn(value));
      else this.#computed(value);
  }
}

export const factsOf = ({ body }: Pick<FlowDefinition, "body">): FlowFacts => {
  const finder = new FactFinder();
  finder.visit(body);
  return finder;
};

/** The variables whose value may hold words of one of these: it was computed from it. */
export const derivedFrom = (roots: readonly string[], facts: readonly FlowFacts[]): ReadonlySet<string> => {
  const derived = new Set(roots);
  const sets = facts.flatMap((one) => one.sets);
  for (let before = -1; before !== derived.size;) {
    before = derived.size;
    for (const { variable, reads } of sets) if ([...reads].some((name) => derived.has(name))) derived.add(variable);
  }
  return derived;
};
