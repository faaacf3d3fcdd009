import type { Place } from "../../colang/colang-tree.ts";
import type { ColangFlow } from "../../config/config-types.ts";
import type { RailGroup } from "../../config/rail-groups.ts";
import type { ConfigIssue } from "../../errors.ts";
import { type Action, actionName } from "../../rails/action.ts";
import { type ExecuteStatement, type FlowFacts, factsOf } from "../../rails/colang/flow-facts.ts";
import { compileFlow, type FlowProgram } from "../../rails/colang/flow-program.ts";
import type { OutcomeTruth } from "../../rails/colang/outcome.ts";
import type { Rail } from "../../rails/rail.ts";
import {
  ABSENT_ACTIONS,
  IDLE_SUBFLOWS,
  NEMO_ACTIONS,
  type NemoAction,
  RENAMED_ACTIONS,
  subjectOf,
} from "../nemo/actions.ts";

export type FlowSubject = "input" | "output" | "retrieval";

/** A built-in rail that a flow calls, and the text that it checks. */
export interface BoundRail {
  readonly rail: Rail;
  readonly subject: FlowSubject;
  readonly truth: OutcomeTruth;
  /** The context variable that enables its rail. A flow that calls the rail enables it. */
  readonly switch?: string | undefined;
  /** Whether it removes a text that its action blocks. */
  readonly leavesOut?: boolean | undefined;
}

/** The target of an `execute`. */
export type BoundAction = { readonly action: Action } | BoundRail;

/** The facts of a flow, and its file. */
interface SourcedFacts extends FlowFacts {
  readonly source: string;
}

/** A flow with everything that it calls: other flows, actions and built-in rails. */
export interface BoundFlow {
  readonly programs: ReadonlyMap<string, FlowProgram>;
  readonly facts: readonly SourcedFacts[];
  readonly actions: ReadonlyMap<ExecuteStatement, BoundAction>;
  readonly rails: ReadonlyMap<string, BoundRail>;
}

export interface FlowBinding {
  readonly group: RailGroup;
  readonly params: Readonly<Record<string, string>>;
  readonly flows: readonly ColangFlow[];
  readonly actions: readonly Action[];
  /** Finds a built-in rail. Throws a ConfigError for its missing requirements. */
  readonly builtIn: (flow: string, group: RailGroup) => Rail | undefined;
}

/** The built-in flows that these flows call, as subflows or by their actions. */
export const libraryFlowsOf = (flows: readonly ColangFlow[]): readonly string[] =>
  flows.map(factsOf).flatMap(({ calls, executes }) => [
    ...calls.map(({ flow }) => flow),
    ...executes.flatMap(({ action }) => {
      const names = Object.values(NEMO_ACTIONS.get(snakeCase(action))?.flows ?? {});
      return names.flatMap((name) => [name, `${name} detailed`]);
    }),
  ]);

/** `ClavataCheckAction` and `clavata_check` are one action. */
const snakeCase = (name: string): string =>
  actionName(
    name
      .replace(/Action$/, "")
      .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
      .toLowerCase(),
  );

const literalOf = ({ args }: ExecuteStatement, name: string): unknown => {
  const value = args.find((argument) => argument.name === name)?.value;
  return value?.kind === "literal" ? value.value : undefined;
};

/** The text that a library action checks: by its arguments, else the text under check. */
const subjectFor = (statement: ExecuteStatement, { source }: NemoAction, group: RailGroup): FlowSubject => {
  if (source === "user_prompt") {
    const names = statement.args.map(({ name }) => name);
    if (names.includes("user_prompt")) return "input";
    return names.includes("bot_response") ? "output" : subjectOf(group);
  }
  const declared = source === undefined ? undefined : literalOf(statement, source);
  return declared === "input" || declared === "output" || declared === "retrieval" ? declared : subjectOf(group);
};

class Binder {
  readonly issues: ConfigIssue[] = [];
  readonly programs = new Map<string, FlowProgram>();
  readonly facts: SourcedFacts[] = [];
  readonly actions = new Map<ExecuteStatement, BoundAction>();
  readonly rails = new Map<string, BoundRail>();
  readonly #binding: FlowBinding;

  constructor(binding: FlowBinding) {
    this.#binding = binding;
  }

  bind(flow: ColangFlow): void {
    if (flow.name === undefined || this.programs.has(flow.name)) return;
    const program = compileFlow(flow.body, flow.at);
    this.programs.set(flow.name, program);
    for (const { at, message } of program.faults) this.#report(flow, at, message);
    const facts = factsOf(flow);
    this.facts.push({ ...facts, source: flow.source });
    for (const statement of facts.executes) this.#execute(flow, statement);
    for (const call of facts.calls) this.#call(flow, call.flow, call.at);
  }

  #report({ source }: ColangFlow, { line, column }: Place, message: string, about?: "code"): void {
    this.issues.push({ source, line, column, message, ...(about === undefined ? {} : { about }) });
  }

  #execute(flow: ColangFlow, statement: ExecuteStatement): void {
    const { actions } = this.#binding;
    const names = [actionName(statement.action), snakeCase(statement.action)];
    const action = actions.find(({ name }) => names.includes(name));
    if (action !== undefined) {
      this.actions.set(statement, { action });
      return;
    }
    const [known] = names.flatMap((name) => NEMO_ACTIONS.get(name) ?? []);
    const rail = known === undefined ? undefined : this.#libraryRail(statement, known);
    if (rail !== undefined) this.actions.set(statement, rail);
    else this.#missing(flow, statement, known);
  }

  #libraryRail(statement: ExecuteStatement, known: NemoAction): BoundRail | undefined {
    const { group, params, builtIn } = this.#binding;
    const subject = subjectFor(statement, known, group);
    const name = known.flows[subject] ?? Object.values(known.flows)[0] ?? "";
    const detailed = literalOf(statement, "threshold_mode") === "detailed" ? " detailed" : "";
    const own = (known.params ?? []).flatMap((param) => {
      const value = literalOf(statement, param) ?? params[param];
      return typeof value === "string" ? [` $${param}="${value}"`] : [];
    });
    const rail = builtIn(`${name}${detailed}${own.join("")}`, subject);
    const { truth, switch: switched, leavesOut } = known;
    return rail === undefined ? undefined : { rail, subject, truth, switch: switched, leavesOut };
  }

  #missing(flow: ColangFlow, { action, at }: ExecuteStatement, known: NemoAction | undefined): void {
    const why = ABSENT_ACTIONS.get(snakeCase(action));
    if (why !== undefined) return this.#report(flow, at, `There is no action \`${action}\`: ${why}`);
    const fix = `write it in JavaScript and pass \`actions: [defineAction("${actionName(action)}", …)]\` to LLMRails`;
    const renamed = RENAMED_ACTIONS.get(snakeCase(action));
    const now = renamed === undefined ? "" : `NeMo Guardrails calls it ${renamed} since 0.6; if you mean your own, `;
    const whose = known === undefined ? now : "NeMo Guardrails has this action, edgerails has not; ";
    this.#report(flow, at, `The action \`${action}\` is not there: ${whose}${fix}`, "code");
  }

  #call(flow: ColangFlow, name: string, at: Place): void {
    const { group, flows, builtIn } = this.#binding;
    const own = flows.find((one) => one.name === name);
    if (own !== undefined) return this.bind(own);
    if (IDLE_SUBFLOWS.has(name) || this.rails.has(name)) return;
    const rail = builtIn(name, group);
    if (rail !== undefined) this.rails.set(name, { rail, subject: subjectOf(group), truth: undefined });
    else this.#report(flow, at, `There is no flow "${name}" to run in a rail of this kind`);
  }
}

/** Resolves everything that a flow calls. Throws a ConfigError with all that is missing, each with its line. */
export function bindFlow(
  flow: ColangFlow,
  binding: FlowBinding,
): { readonly bound: BoundFlow; readonly issues: readonly ConfigIssue[] } {
  const binder = new Binder(binding);
  binder.bind(flow);
  return { bound: binder, issues: binder.issues };
}
