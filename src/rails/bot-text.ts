import type { RailContext, RailInput } from "./rail.ts";

/** Whether a text is answer text for the user: not reasoning, not a tool call, not empty. */
export const isSpoken = ({ channel, text }: RailInput): boolean => channel === "text" && text.trim() !== "";

/** Whether to run a check that requests switch on by a context variable. */
export const isSwitchedOnFor = (variable: string, input: RailInput, { variables }: RailContext): boolean =>
  isSpoken(input) && (variables[variable] === true || variables[variable] === 1);

/** The text that a judge gets: the answer, or a tool call as `name(arguments)`. */
export const botText = ({ text, toolName }: RailInput): string =>
  toolName === undefined ? text : `${toolName}(${text})`;
