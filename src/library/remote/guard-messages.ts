import * as v from "valibot";
import type { RailGroup } from "../../config/rail-groups.ts";
import { RailError } from "../../errors.ts";
import type { CheckRail, RailContext } from "../../rails/rail.ts";
import type { RailSetup } from "../../rails/spec.ts";
import { ALLOW, rewritingRail, rewrittenTo, type ServiceRailOptions } from "./service-rail.ts";

/** A message in the API that several AI guards share. */
export interface GuardMessage {
  readonly role: string;
  readonly content: string;
}

export const guardMessages: v.GenericSchema<unknown, readonly GuardMessage[] | null | undefined> = v.nullish(
  v.array(v.object({ role: v.string(), content: v.string() })),
  [],
);

/** The result of such a guard, with the conversation as it should be. */
export interface GuardResult {
  readonly blocked?: boolean | null | undefined;
  readonly transformed?: boolean | null | undefined;
  readonly messages?: readonly GuardMessage[] | null | undefined;
}

/** The role that writes the texts of a group. */
export const roleOf = (group: RailGroup): "user" | "assistant" => (group === "output" ? "assistant" : "user");

/** The conversation to check: the instructions, the last user message, and the bot's text. */
const conversation = (role: string, text: string, { config, userMessage }: RailContext): readonly GuardMessage[] => {
  const question = role === "user" ? [] : [{ role: "user", content: userMessage }];
  const system = config.instructions.map(({ content }) => ({ role: "system", content }));
  return [...system, ...question, { role, content: text }].filter(({ content }) => content !== "");
};

/** Sends a conversation to a guard. */
type AskGuard = (messages: readonly GuardMessage[], context: RailContext) => Promise<GuardResult>;

/**
 * A rail that calls such a guard. Only changes of the text under check count; the guard may change other messages, too.
 */
export const guardRail = (setup: RailSetup<unknown>, options: ServiceRailOptions, ask: AskGuard): CheckRail =>
  rewritingRail(setup, options, async (text, context) => {
    const role = roleOf(setup.group);
    const { blocked, transformed, messages } = await ask(conversation(role, text, context), context);
    if (blocked === true) return { outcome: "block" };
    if (transformed !== true) return ALLOW;
    const rewritten = messages?.findLast((message) => message.role === role)?.content;
    if (rewritten !== undefined) return rewrittenTo(text, rewritten);
    const { flow } = setup;
    throw new RailError("rail_error", flow, `Rail "${flow}" was told of a change without the text that was changed`);
  });
