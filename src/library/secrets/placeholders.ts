import { shannonEntropy } from "./randomness.ts";

/** Repeated filler characters: `xxxxxx`, `******`, `......`, `000000`. */
const FILLER = /[xX]{5}|[*]{3}|\.{3}|0{8}|_{4}|-{4}|#{4}/;

/** Words of placeholders, and of code that reads the secret from elsewhere. */
const STAND_IN =
  /example|sample|placeholder|dummy|change[_-]?me|your|insert|replace|redacted|removed|hidden|masked|secret_?here|_here\b|todo|tbd|fake|foobar|foo_?bar|lorem|qwerty|abcdef|fedcba|123456789|987654321|not[_-]?a|should|default|undefined|null|none\b|env\b|environ|getenv|process\.|config\.|settings\.|secrets\.|vars\.|self\.|this\.|options\.|props\.|params\.|request\.|\.get\b|\.env/i;

/** A variable or template: `${NAME}`, `{{name}}`, `<name>`, `%s`, `$NAME`, `@name@`. */
const VARIABLE = /\$\{|\{\{|\$\(|^\$[A-Za-z_]|^%|%[sd]\b|^<|>$|^\{|^@\w+@$|^!|^&/;

/** Whether a value is filler: it repeats one character, or has low entropy. */
export const isFiller = (value: string, minEntropy: number): boolean =>
  FILLER.test(value) || shannonEntropy(value) < minEntropy;

/** Whether a value is a variable or template. */
export const isVariable = (value: string): boolean => VARIABLE.test(value);

/** Whether a value without a known format is a placeholder: a word, a variable, a call. */
export const isStandIn = (value: string): boolean => isVariable(value) || STAND_IN.test(value);
