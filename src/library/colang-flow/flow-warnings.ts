import type { Place } from "../../colang/colang-tree.ts";
import type { ColangFlow, RailsConfigData } from "../../config/config-types.ts";
import { flowId } from "../../config/flow-id.ts";
import { flowsIn } from "../../config/group-flows.ts";
import { GROUPS } from "../../config/rail-groups.ts";
import type { ConfigIssue } from "../../errors.ts";
import { factsOf, type FlowFacts } from "../../rails/colang/flow-facts.ts";
import { NEMO_ACTIONS } from "../nemo/actions.ts";
import { botTexts } from "./bot-messages.ts";
import { hasEffect } from "./flow-run.ts";

interface FlowWarning {
  readonly at: Place;
  readonly message: string;
}

const unwritten = ({ says }: FlowFacts, config: RailsConfigData): readonly FlowWarning[] =>
  says.flatMap(({ message: botMessage, at }) => {
    if (botMessage.kind !== "named" || botMessage.text !== undefined || botTexts(botMessage.name, config) !== undefined)
      return [];
    const { name } = botMessage;
    const message = `Nobody has written what \`bot ${name}\` says, so the refusal is said: write \`define bot ${name}\``;
    return [{ at, message }];
  });

const eventsWithoutEffect = ({ emits, takes }: FlowFacts): readonly FlowWarning[] =>
  emits.flatMap(({ name, at }) =>
    hasEffect(name) || takes.has(name) ? [] : [{ at, message: `The event ${name} has no effect here` }],
  );

/** An outcome of a library rail never equals a text, so such a comparison checks nothing. */
const unequal = ({ executes, comparedWithText }: FlowFacts): readonly FlowWarning[] => {
  const outcomes = new Map(
    executes.flatMap(({ action, result }) => (NEMO_ACTIONS.has(action) ? [[result, action]] : [])),
  );
  return comparedWithText.flatMap(({ variable, at }) => {
    const action = outcomes.get(variable);
    if (action === undefined) return [];
    const message = `What \`${action}\` gives equals no text, unless it is an action of yours: ask \`if $${variable}.is_blocked\``;
    return [{ at, message }];
  });
};

/** Names from prompts or public flows, and the variables that flows have instead. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["user_input", "user_message"],
  ["bot_response", "bot_message"],
  ["bot_output", "bot_message"],
]);

/** An undefined variable is None, so a check of it finds nothing. */
const misnamed = ({ reads }: FlowFacts, written: ReadonlySet<string>): readonly FlowWarning[] => {
  const first = new Map<string, Place>();
  for (const { variable, at } of reads) if (!first.has(variable)) first.set(variable, at);
  return [...first].flatMap(([variable, at]) => {
    const name = OTHER_NAMES.get(variable);
    if (name === undefined || written.has(variable)) return [];
    const message = `Nobody sets \`$${variable}\`, so it is None unless the context of a request has it: the text is \`$${name}\``;
    return [{ at, message }];
  });
};

const ASKS: ReadonlySet<string> = new Set(["execute", "do", "if", "when", "while", "goto", "return"]);

/** Public flows write `bot reveal secrets` as if it were a check; it is an ordinary message. */
const comparedOutcomes = (
  { name, body }: ColangFlow,
  rails: ReadonlySet<string | undefined>,
): readonly FlowWarning[] => {
  const first = body.find(({ kind }) => kind === "bot" || kind === "stop" || ASKS.has(kind));
  if (first === undefined || ASKS.has(first.kind) || !rails.has(name)) return [];
  const message = `Nothing is asked before this, so the rail "${name ?? ""}" does it whatever the text is`;
  return [{ at: first.at, message }];
};

const railNames = ({ rails }: RailsConfigData): ReadonlySet<string> =>
  new Set(GROUPS.flatMap((group) => flowsIn(rails[group])).map((flow) => flowId(flow).name));

/** Warnings about statements of used flows that are probably not intended, or behave differently in NeMo Guardrails. */
export const flowWarnings = (config: RailsConfigData): readonly ConfigIssue[] => {
  const rails = railNames(config);
  const flows = config.flows.map((flow) => ({ flow, facts: factsOf(flow) }));
  const written = new Set(flows.flatMap(({ facts }) => [...facts.writes]));
  return flows.flatMap(({ flow, facts }) => {
    const warnings = [
      ...unwritten(facts, config),
      ...eventsWithoutEffect(facts),
      ...unequal(facts),
      ...misnamed(facts, written),
      ...comparedOutcomes(flow, rails),
    ];
    return warnings.map(({ at, message }) => ({ source: flow.source, line: at.line, message }));
  });
};
