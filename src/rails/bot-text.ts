import type { RailContext, RailInput } from "./rail.ts";

/** Whether a text is what the bot says to the user: no thought, no call, not empty. */
export const isSpoken = ({ channel, text }: RailInput): boolean => channel === "text" && text.trim() !== "";

/** Whether a check that a request must ask for by a variable of its context is to read a text. */
export const isSwitchedOnFor = (variable: string, input: RailInput, { variables }: RailContext): boolean =>
  isSpoken(input) && (variables[variable] === true || variables[variable] === 1);

/** What a judge is shown of the bot: its text, or the call it makes. */
export const botText = ({ text, toolName }: RailInput): string =>
  toolName === undefined ? text : `${toolName}(${text})`;
