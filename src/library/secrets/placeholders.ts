import { shannonEntropy } from "./randomness.ts";

/** Repeated filler characters: `xxxxxx`, `******`, `......`, `000000`. */
const FILLER = /[xX]{5}|[*]{3}|\.{3}|0{8}|_{4}|-{4}|#{4}/;

/** Words of placeholders, and of code that reads the secret from elsewhere. */
const STAND_IN =
  /example|sample|placeholder|dummy|change[_-]?me|your|insert|replace|redacted|removed|hidden|masked|secret_?here|_here\b|todo|tbd|fake|foobar|foo_?bar|lorem|qwerty|abcdef|fedcba|123456789|987654321|not[_-]?a|should|required|default|undefined|null|none\b|env\b|environ|getenv|process\.|config\.|settings\.|secrets\.|vars\.|self\.|this\.|options\.|props\.|params\.|request\.|\.get\b|\.env/i;

/** A variable or template: `:name`, `${NAME}`, `{{name}}`, `<name>`, `%s`, `$NAME`, `@name@`. */
const VARIABLE = /\$\{|\{\{|\$\(|^\$[A-Za-z_]|^%|%[sd]\b|^<|>$|^\{|^@\w+@$|^:\w+$|^!|^&/;

/** Whether a value is filler: it repeats one character, or has low entropy. */
export const isFiller = (value: string, minEntropy: number): boolean =>
  FILLER.test(value) || shannonEntropy(value) < minEntropy;

/** Whether a value is a variable or template. */
export const isVariable = (value: string): boolean => VARIABLE.test(value);

/** Whether a value without a known format is a placeholder: a word, a variable, a call. */
export const isStandIn = (value: string): boolean => isVariable(value) || STAND_IN.test(value);

/** What hashes of passwords begin with: crypt (`$2b$`, `$argon2id$`), LDAP (`{SSHA}`), Django and Werkzeug. */
const PASSWORD_HASH =
  /^(?:\$(?:[1567y]|2[abxy]?|gy|md5|sha1|apr1|scrypt|argon2(?:id|i|d)|pbkdf2[a-z\d-]*)\$|\{(?:S?SHA|S?MD5|CRYPT|PBKDF2|ARGON2)[\w-]*\}|(?:pbkdf2|bcrypt|argon2|scrypt|s?sha1|s?md5)(?:_sha\d+)?[:$])/;

/** Whether a value is the hash of a password, which does not open anything. */
export const isPasswordHash = (value: string): boolean => PASSWORD_HASH.test(value);
