import type { Runtime } from "../http/runtime.ts";
import { readEnv } from "./parameters.ts";

/**
 * `$NAME` as the whole text, `${NAME}` and `${NAME:-default}` anywhere in it. Syntax of other tools is accepted too:
 * `-` or `:` before a default, `:?` before an error message, `env:` or `env.` before a name.
 */
const VARIABLE = /^\$([A-Za-z_]\w*)$|\$\{(?:env[:.])?([A-Za-z_]\w*)(?::?\?[^{}]*|(?::?-|:)([^{}]*))?\}/g;

/** Whether a text contains a variable that `expand` replaces. */
export const namesVariable = (text: string): boolean => text.trim().search(VARIABLE) >= 0;

/** The text without its variables: the words around them, and their defaults. */
export const withoutVariables = (text: string): string =>
  text.trim().replace(VARIABLE, (_written, _whole, _name, fallback = "") => fallback);

/**
 * Replaces environment variables in a text. An empty variable counts as not set.
 *
 * @param missing - called for each variable that is not set and has no default. It stays in the text.
 */
export const expand = (text: string, runtime: Pick<Runtime, "env">, missing: (message: string) => void): string =>
  text.trim().replace(VARIABLE, (written, whole?: string, name = whole, fallback?: string) => {
    const value = readEnv(runtime, name) ?? fallback;
    if (value === undefined) missing(`The variable \`${name}\` is not set: set it, or write \`\${${name}:-…}\``);
    return value ?? written;
  });
