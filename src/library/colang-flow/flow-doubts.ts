import type { ColangFlow, RailsConfigData } from "../../config/config-types.ts";
import type { ConfigIssue } from "../../errors.ts";
import { factsOf } from "../../rails/colang/flow-facts.ts";
import { NEMO_ACTIONS } from "../nemo-actions.ts";
import { botTexts } from "./bot-messages.ts";
import { isHeard } from "./flow-run.ts";

const doubtsOf = (flow: ColangFlow, config: RailsConfigData): readonly ConfigIssue[] => {
  const { says, emits, takes, executes, heldAgainstTexts } = factsOf(flow);
  const unwritten = says.flatMap(({ message, at }) => {
    if (message.kind !== "named" || message.text !== undefined || botTexts(message.name, config) !== undefined)
      return [];
    return [
      {
        at,
        message: `Nobody has written what \`bot ${message.name}\` says, so the refusal is said: write \`define bot ${message.name}\``,
      },
    ];
  });
  const unheard = emits.flatMap(({ name, at }) =>
    isHeard(name) || takes.has(name) ? [] : [{ at, message: `The event ${name} has no effect here` }],
  );
  const outcomes = new Map(
    executes.flatMap(({ action, result }) => (NEMO_ACTIONS.has(action) ? [[result, action]] : [])),
  );
  const unequal = heldAgainstTexts.flatMap(({ variable, at }) => {
    const action = outcomes.get(variable);
    if (action === undefined) return [];
    const message = `What \`${action}\` gives equals no text, unless it is an action of yours: ask \`if $${variable}.is_blocked\``;
    return [{ at, message }];
  });
  return [...unwritten, ...unheard, ...unequal].map(({ at, message }) => ({
    source: flow.source,
    line: at.line,
    message,
  }));
};

/** What stands in flows that run, and does not do what it does in NeMo Guardrails. */
export const flowDoubts = (config: RailsConfigData): readonly ConfigIssue[] =>
  config.flows.flatMap((flow) => doubtsOf(flow, config));
