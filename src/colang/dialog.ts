import type { ColangFile, FlowDefinition, Place, Statement } from "./colang-tree.ts";

/** A flow that waits, and its first wait. */
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

/** The first wait of a flow, for the user, the bot or an event, which makes it dialog. Undefined if there is none. */
export function waitOfFlow({ name, body }: FlowDefinition): DialogPlace | undefined {
  const found = waitIn(body);
  return found === undefined ? undefined : { ...found, flow: name };
}

/** The part of a flow that can run as a rail. */
export interface RailPart {
  /** The statements before the first wait. */
  readonly body: readonly Statement[];
  /** A `user ...` or `bot ...` at the start, which is ignored: a rail runs when that has happened. */
  readonly passed: Place | undefined;
  /** The first wait for something that cannot happen while a rail runs. What follows is dialog. */
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

/** Splits a flow into a rail and dialog. Waits inside `if` and `while` do not split it. */
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

/** The flows of a file that wait, in order. */
export const dialogOf = ({ flows }: ColangFile): readonly DialogPlace[] =>
  flows.flatMap((flow) => waitOfFlow(flow) ?? []);

/** All statements, at any depth. */
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

/** The names of flows that statements call, at any depth. */
export const flowsCalledIn = (statements: readonly Statement[]): readonly string[] =>
  withInner(statements).flatMap((one) => (one.kind === "do" && typeof one.flow === "string" ? [one.flow] : []));

/** The names of messages that statements say, at any depth. */
export const botMessagesIn = (statements: readonly Statement[]): readonly string[] =>
  withInner(statements).flatMap((one) =>
    one.kind === "bot" && one.message.kind === "named" ? [one.message.name] : [],
  );
