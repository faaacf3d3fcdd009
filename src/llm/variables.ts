import type { Runtime } from "../http/runtime.ts";
import { readEnv } from "./parameters.ts";

/**
 * `$NAME` as a whole text, `${NAME}` and `${NAME:-default}` anywhere in it. What other tools write means the same here:
 * `-` or `:` before a default, `:?` before what is said when there is none, `env:` or `env.` before a name.
 */
const VARIABLE = /^\$([A-Za-z_]\w*)$|\$\{(?:env[:.])?([A-Za-z_]\w*)(?::?\?[^{}]*|(?::?-|:)([^{}]*))?\}/g;

/** Whether a text names a variable of the environment, in one of the forms that `expand` puts in. */
export const namesVariable = (text: string): boolean => text.trim().search(VARIABLE) >= 0;

/** What of a text is there whatever the environment says: the words around its variables, and their defaults. */
export const withoutVariables = (text: string): string =>
  text.trim().replace(VARIABLE, (_written, _whole, _name, fallback = "") => fallback);

/**
 * The text with what the environment says. A variable that is empty is not set, as everywhere.
 *
 * @param missing - told of variables that are not set and have no default. They stay in the text as they were written.
 */
export const expand = (text: string, runtime: Pick<Runtime, "env">, missing: (message: string) => void): string =>
  text.trim().replace(VARIABLE, (written, whole?: string, name = whole, fallback?: string) => {
    const value = readEnv(runtime, name) ?? fallback;
    if (value === undefined) missing(`The variable \`${name}\` is not set: set it, or write \`\${${name}:-…}\``);
    return value ?? written;
  });
