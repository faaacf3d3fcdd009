import * as v from "valibot";
import { RailError } from "../../errors.ts";
import type { RailContext, RailDecision } from "../../rails/rail.ts";
import { ALLOW, rewrittenTo } from "./service-rail.ts";

/** A message as AI guards of the same family take and give it. */
export interface GuardMessage {
  readonly role: string;
  readonly content: string;
}

export const guardMessages: v.GenericSchema<unknown, readonly GuardMessage[] | null | undefined> = v.nullish(
  v.array(v.object({ role: v.string(), content: v.string() })),
  [],
);

export type GuardRole = "user" | "assistant";

/** The conversation as such a guard is shown it: the instructions, what the user said last, and what the bot says. */
export const conversation = (role: GuardRole, text: string, { config, userMessage }: RailContext): GuardMessage[] => {
  const said = role === "user" ? [] : [{ role: "user", content: userMessage }];
  const system = config.instructions.map(({ content }) => ({ role: "system", content }));
  return [...system, ...said, { role, content: text }].filter(({ content }) => content !== "");
};

/** What such a guard says of a conversation. */
export interface GuardResult {
  readonly blocked?: boolean | null | undefined;
  readonly transformed?: boolean | null | undefined;
}

/** What is meant for the text under check: a guard may have changed the rest of the conversation only. */
export const guardDecision = (
  flow: string,
  { blocked, transformed }: GuardResult,
  text: string,
  role: GuardRole,
  messages: readonly GuardMessage[],
): RailDecision => {
  if (blocked === true) return { outcome: "block" };
  if (transformed !== true) return ALLOW;
  const rewritten = messages.findLast((message) => message.role === role)?.content;
  if (rewritten !== undefined) return rewrittenTo(text, rewritten);
  throw new RailError("rail_error", flow, `Rail "${flow}" was told of a change without the text that was changed`);
};
