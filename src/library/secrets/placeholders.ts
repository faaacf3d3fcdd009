import { shannonEntropy } from "./randomness.ts";

/** The same filler several times over: `xxxxxx`, `******`, `......`, `000000`. */
const FILLER = /[xX]{5}|[*]{3}|\.{3}|0{8}|_{4}|-{4}|#{4}/;

/** Words of people who show where a secret goes, and of programs that read it from elsewhere. */
const STAND_IN =
  /example|sample|placeholder|dummy|change[_-]?me|your|insert|replace|redacted|removed|hidden|masked|secret_?here|_here\b|todo|tbd|fake|foobar|foo_?bar|lorem|qwerty|abcdef|fedcba|123456789|987654321|not[_-]?a|should|default|undefined|null|none\b|env\b|environ|getenv|process\.|config\.|settings\.|secrets\.|vars\.|self\.|this\.|options\.|props\.|params\.|request\.|\.get\b|\.env/i;

/** A place that a program fills in: `${NAME}`, `{{name}}`, `<name>`, `%s`, `$NAME`, `@name@`. */
const VARIABLE = /\$\{|\{\{|\$\(|^\$[A-Za-z_]|^%|%[sd]\b|^<|>$|^\{|^@\w+@$|^!|^&/;

/** Whether a value is filler and no secret: it repeats one character, or says next to nothing for its length. */
export const isFiller = (value: string, minEntropy: number): boolean =>
  FILLER.test(value) || shannonEntropy(value) < minEntropy;

/** Whether a program fills in a value. */
export const isVariable = (value: string): boolean => VARIABLE.test(value);

/** Whether a value of no known format stands in for a secret: a word, a variable, a call. */
export const isStandIn = (value: string): boolean => isVariable(value) || STAND_IN.test(value);
