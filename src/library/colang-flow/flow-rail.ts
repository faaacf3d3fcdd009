import type { BotMessage } from "../../colang/colang-tree.ts";
import type { ColangFlow, RailsConfigData } from "../../config/config-types.ts";
import { flowId } from "../../config/flow-id.ts";
import type { RailGroup } from "../../config/rail-groups.ts";
import { ConfigError, type ConfigIssue, RailError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { derivedFrom } from "../../rails/colang/flow-facts.ts";
import { type CheckRail, isIncremental, type Rail, type RailDecision, type RailInput } from "../../rails/rail.ts";
import { type BoundFlow, bindFlow, type FlowBinding } from "./bound-flow.ts";
import { configView } from "./config-view.ts";
import { FlowRun, type FlowResult } from "./flow-run.ts";
import { flowVariables, RESERVED, SUBJECT } from "./flow-variables.ts";
import { type PreparedMessage, prepareMessage } from "./messages.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

export interface FlowRailSetup extends Omit<FlowBinding, "params" | "flows"> {
  /** The flow as the config names it, which is also the rail's name. */
  readonly name: string;
  readonly config: RailsConfigData;
  readonly random: () => number;
}

/** How a flow uses the text under check, and how a stream can be checked by it. */
interface Reading {
  readonly reads: CheckRail["reads"];
  readonly rewrites: boolean;
  /** Messages that quote the answer. Saying one rewrites the answer, and later rails still check it. */
  readonly quoting: ReadonlySet<BotMessage | undefined>;
}

const railsOf = ({ actions, rails }: BoundFlow): readonly Rail[] => [
  ...[...actions.values()].flatMap((bound) => ("rail" in bound ? [bound.rail] : [])),
  ...[...rails.values()].map(({ rail }) => rail),
];

/** The messages that quote the answer under check. */
const quotingMessages = (
  bound: BoundFlow,
  messages: ReadonlyMap<BotMessage, PreparedMessage>,
): ReadonlySet<BotMessage | undefined> => {
  const derived = derivedFrom([SUBJECT.output], bound.facts);
  const isDerived = (names: Iterable<string>): boolean => [...names].some((name) => derived.has(name));
  const quoting = [...messages].filter(([, { reads }]) => isDerived(reads)).map(([message]) => message);
  const events = bound.facts.flatMap(({ emits, computes }) =>
    emits.length > 0 && isDerived(computes) ? [undefined] : [],
  );
  return new Set<BotMessage | undefined>([...quoting, ...events]);
};

const mayRewrite = (rail: Rail): boolean => isIncremental(rail) || rail.transforms === true;

/**
 * A flow that only passes the answer to actions and rails checks it in windows, as those do. A flow that computes with
 * it, quotes it or rewrites it needs the complete answer.
 */
const readingOf = (group: RailGroup, bound: BoundFlow, messages: ReadonlyMap<BotMessage, PreparedMessage>): Reading => {
  const subject = SUBJECT[group];
  const asked = railsOf(bound);
  const writes = bound.facts.some((facts) => facts.writes.has(subject));
  const called = [...bound.rails.values()].some(({ rail }) => mayRewrite(rail));
  if (group !== "output") return { reads: "whole", rewrites: writes || called, quoting: new Set() };
  const quoting = quotingMessages(bound, messages);
  const rewrites = writes || called || quoting.size > 0;
  const computes = bound.facts.some((facts) => facts.computes.has(subject));
  const needsAll = rewrites || computes || asked.some(({ reads }) => reads === "whole");
  return { reads: needsAll ? "whole" : "window", rewrites, quoting };
};

/**
 * Whether a flow sets variables that the main model's prompt uses: retrieved chunks, or any variable if the config has
 * prompts for it.
 */
const setsPrompt = ({ facts }: BoundFlow, { prompts }: RailsConfigData): boolean =>
  prompts.some(({ task }) => task === "general")
    ? facts.some(({ writes }) => writes.size > 0)
    : facts.some(({ writes }) => writes.has(SUBJECT.retrieval));

/** The timeout of a flow is the sum of those of the rails that it calls, and at least 10 seconds. */
const timeoutOf = (bound: BoundFlow): number => {
  const times = railsOf(bound).map(({ timeoutMs = DEFAULT_TIMEOUT_MS }) => timeoutMs);
  return Math.max(
    DEFAULT_TIMEOUT_MS,
    times.reduce((sum, time) => sum + time, 0),
  );
};

const prepareAll = (
  bound: BoundFlow,
  config: RailsConfigData,
  issues: ConfigIssue[],
): ReadonlyMap<BotMessage, PreparedMessage> => {
  const prepared = new Map<BotMessage, PreparedMessage>();
  for (const { says, source } of bound.facts) {
    for (const { message, at } of says) {
      try {
        prepared.set(message, prepareMessage(message, config, source, at));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        issues.push(...error.issues);
      }
    }
  }
  return prepared;
};

const refusalOf = ({ botMessages }: FlowResult): string | undefined => {
  const text = botMessages.map((one) => one.text).filter((one) => one !== "");
  return text.length === 0 ? undefined : text.join("\n");
};

const withVariables = (
  changed: FlowResult["changed"],
  subject: string,
): { readonly variables?: FlowResult["changed"] } => {
  const kept = Object.entries(changed).filter(([name]) => name !== subject && !RESERVED.has(name));
  return kept.length === 0 ? {} : { variables: Object.fromEntries(kept) };
};

const blocking = (result: FlowResult, subject: string): RailDecision => {
  const { exception, blocked } = result;
  const refusal = refusalOf(result) ?? blocked?.refusal;
  return {
    ...(blocked ?? { outcome: "block" }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(exception === undefined ? {} : { exception }),
    ...withVariables(result.changed, subject),
  };
};

/** Throws if the rewritten arguments of a tool call are not JSON. */
const assertJson = (rail: string, { channel, text }: RailInput, rewritten: string): void => {
  if (channel !== "tool-call" || parseJson(text) === undefined || parseJson(rewritten) !== undefined) return;
  throw new RailError(
    "rail_error",
    rail,
    `Rail "${rail}" made the arguments of a call into something that is not JSON`,
  );
};

/** Whether a run ended the turn: by `stop`, a message or an exception. */
const endsTurn = ({ stopped, botMessages, exception }: FlowResult): boolean =>
  stopped || botMessages.length > 0 || exception !== undefined;

/** What the decision of a flow depends on, besides its run. */
interface DecidingFlow extends Pick<Reading, "quoting"> {
  readonly rail: string;
  /** The variable that holds the text under check. */
  readonly subject: string;
}

const decisionOf = ({ rail, subject, quoting }: DecidingFlow, input: RailInput, result: FlowResult): RailDecision => {
  const variables = withVariables(result.changed, subject);
  if (endsTurn(result)) {
    const text = refusalOf(result);
    const isQuoting = result.botMessages.some(({ message }) => quoting.has(message));
    if (!isQuoting || text === undefined || result.exception !== undefined) return blocking(result, subject);
    assertJson(rail, input, text);
    return { outcome: "transform", text, ...variables };
  }
  const rewritten = Object.hasOwn(result.changed, subject) ? result.changed[subject] : input.text;
  if (rewritten === input.text) return { outcome: "allow", ...variables };
  if (typeof rewritten !== "string")
    throw new RailError("rail_error", rail, `Rail "${rail}" has set $${subject} to what is no text`);
  assertJson(rail, input, rewritten);
  return { outcome: "transform", text: rewritten, ...variables };
};

/**
 * Makes a rail of a Colang flow, which runs over the text under check. If the flow stops, says something or raises an
 * exception, the text is blocked. If it sets the variable of the text, the text is rewritten.
 *
 * Throws a ConfigError with all that is missing, each issue with its line.
 */
export function flowRail(flow: ColangFlow, { name, group, config, random, ...more }: FlowRailSetup): CheckRail {
  const { params } = flowId(name);
  const { bound, issues: found } = bindFlow(flow, { ...more, group, params, flows: config.flows });
  const issues = [...found];
  const messages = prepareAll(bound, config, issues);
  if (issues.length > 0) throw new ConfigError(issues);
  const reading = readingOf(group, bound, messages);
  const subject = SUBJECT[group];
  const view = configView(config);
  const setup = { rail: name, flow: flow.name ?? "", subject, bound, messages, random };
  return {
    name,
    reads: reading.reads,
    transforms: reading.rewrites,
    sets: group === "input" && setsPrompt(bound, config),
    timeoutMs: timeoutOf(bound),
    plantsCanary: railsOf(bound).some(({ plantsCanary }) => plantsCanary === true),
    async check(input, context) {
      const variables = { ...flowVariables(group, input, context), ...params, config: view };
      const result = await new FlowRun(setup, variables, input, context).run();
      return decisionOf({ rail: name, subject, quoting: reading.quoting }, input, result);
    },
  };
}
