import type { ColangFile, FlowDefinition, Place, Statement } from "./colang-tree.ts";

/** A flow that waits, and the first statement in it that does. */
export interface DialogPlace {
  readonly flow: string | undefined;
  readonly at: Place;
  readonly waitsFor: "user" | "bot" | "event";
}

function waitIn(statements: readonly Statement[]): DialogPlace | undefined {
  for (const statement of statements) {
    const found = waitOf(statement);
    if (found !== undefined) return found;
  }
  return undefined;
}

function waitOf(statement: Statement): DialogPlace | undefined {
  const { at } = statement;
  switch (statement.kind) {
    case "user":
    case "event":
      return { flow: undefined, at, waitsFor: statement.kind };
    case "bot":
      return statement.message.kind === "any" ? { flow: undefined, at, waitsFor: "bot" } : undefined;
    case "when":
      return { flow: undefined, at, waitsFor: statement.branches[0]?.trigger.kind ?? "event" };
    case "while":
      return waitIn(statement.body);
    case "if":
      return waitIn([...statement.branches.flatMap(({ body }) => body), ...statement.otherwise]);
    default:
      return undefined;
  }
}

/** Where a flow waits for the user, for the bot or for an event: then it is dialog. Undefined for a flow that only runs. */
export function waitOfFlow({ name, body }: FlowDefinition): DialogPlace | undefined {
  const found = waitIn(body);
  return found === undefined ? undefined : { ...found, flow: name };
}

/** The flow as the rail it is named as. */
export interface RailPart {
  /** What runs: all that stands before the first wait. */
  readonly body: readonly Statement[];
  /** A `user ...` or `bot ...` at the start. A rail runs when that has happened. */
  readonly passed: Place | undefined;
  /** Where the flow waits for what cannot happen while a rail runs. What follows is dialog. */
  readonly wait: DialogPlace | undefined;
}

const isAnyone = (statement: Statement): boolean =>
  (statement.kind === "user" && statement.intents === "any") ||
  (statement.kind === "bot" && statement.message.kind === "any");

const waitsForSpeech = (statement: Statement): boolean => {
  if (statement.kind === "if" || statement.kind === "while") return false;
  const wait = waitOf(statement);
  return wait !== undefined && wait.waitsFor !== "event";
};

/** How much of a flow is a rail. Waits inside of `if` and `while` are left where they are. */
export function railPart({ name, body }: FlowDefinition): RailPart {
  const start = body.findIndex((statement) => !isAnyone(statement));
  const rest = start < 0 ? [] : body.slice(start);
  const end = rest.findIndex(waitsForSpeech);
  const waiting = start < 0 ? body[0] : rest[end];
  const wait = waiting === undefined ? undefined : waitOf(waiting);
  return {
    body: end < 0 ? rest : rest.slice(0, end),
    passed: start > 0 ? body[0]?.at : undefined,
    wait: wait === undefined ? undefined : { ...wait, flow: name },
  };
}

/**
 * The dialog of a file: its flows that wait, in order. What a rail is made of is all the rest: flows that run from top to
 * bottom, and messages.
 */
export const dialogOf = ({ flows }: ColangFile): readonly DialogPlace[] =>
  flows.flatMap((flow) => waitOfFlow(flow) ?? []);

/** Statements and those inside of them, at any depth. */
const withInner = (statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap((statement) => {
    switch (statement.kind) {
      case "while":
        return [statement, ...withInner(statement.body)];
      case "if":
        return [statement, ...withInner([...statement.branches.flatMap(({ body }) => body), ...statement.otherwise])];
      case "when":
        return [statement, ...withInner(statement.branches.flatMap(({ body }) => body))];
      default:
        return [statement];
    }
  });

/** The flows that statements run by name, at any depth. */
export const flowsCalledIn = (statements: readonly Statement[]): readonly string[] =>
  withInner(statements).flatMap((one) => (one.kind === "do" && typeof one.flow === "string" ? [one.flow] : []));

/** The messages that statements say by name, at any depth. */
export const messagesSaidIn = (statements: readonly Statement[]): readonly string[] =>
  withInner(statements).flatMap((one) =>
    one.kind === "bot" && one.message.kind === "named" ? [one.message.name] : [],
  );
