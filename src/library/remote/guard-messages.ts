import * as v from "valibot";
import { RailError } from "../../errors.ts";
import type { RailGroup } from "../../config/rail-groups.ts";
import type { CheckRail, RailContext } from "../../rails/rail.ts";
import type { RailSetup } from "../../rails/spec.ts";
import { ALLOW, rewritingRail, rewrittenTo, type ServiceRailOptions } from "./service-rail.ts";

/** A message as AI guards of the same family take and give it. */
export interface GuardMessage {
  readonly role: string;
  readonly content: string;
}

export const guardMessages: v.GenericSchema<unknown, readonly GuardMessage[] | null | undefined> = v.nullish(
  v.array(v.object({ role: v.string(), content: v.string() })),
  [],
);

/** What such a guard says of a conversation, and the conversation as it should be. */
export interface GuardResult {
  readonly blocked?: boolean | null | undefined;
  readonly transformed?: boolean | null | undefined;
  readonly messages?: readonly GuardMessage[] | null | undefined;
}

/** Who speaks the texts of a group. */
export const roleOf = (group: RailGroup): "user" | "assistant" => (group === "output" ? "assistant" : "user");

/** The conversation as such a guard is shown it: the instructions, what the user said last, and what the bot says. */
const conversation = (role: string, text: string, { config, userMessage }: RailContext): readonly GuardMessage[] => {
  const said = role === "user" ? [] : [{ role: "user", content: userMessage }];
  const system = config.instructions.map(({ content }) => ({ role: "system", content }));
  return [...system, ...said, { role, content: text }].filter(({ content }) => content !== "");
};

/** Asks a guard about a conversation. */
type AskGuard = (messages: readonly GuardMessage[], context: RailContext) => Promise<GuardResult>;

/** The rail of such a guard. Only what is meant for the text under check counts: it may have changed another message. */
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
