import { COMMANDS, LOGINS, PIPED } from "./commands.ts";
import { IS, PASSWORD_NAMES } from "./foreign-names.ts";
import { isPasswordHash, isStandIn } from "./placeholders.ts";
import { shannonEntropy } from "./randomness.ts";
import { FIELD, NAME_END, OR_ELSE, type SecretRule } from "./secret-rule.ts";

const STAND_INS: ReadonlySet<string> = new Set(
  "pass password passwd passw0rd pwd secret user username token key credentials pw p mypassword mypass x xx xxx foo bar baz test admin root guest none null example changeme string postgres mysql mongodb mongo redis rabbitmq".split(
    " ",
  ),
);

/** Whether the password in a URL or a command is one, not a placeholder. */
export const isPassword = (value: string): boolean =>
  value.length >= 3 &&
  !STAND_INS.has(value.toLowerCase()) &&
  !isStandIn(value) &&
  !/^(.)\1*$/.test(value) &&
  !/^[A-Z_]+$/.test(value);

const CLASSES: readonly RegExp[] = [/[a-z]/, /[A-Z]/, /\d/, /[^\w./\\-]/];

const classesOf = (value: string): number => CLASSES.filter((kind) => kind.test(value)).length;

/**
 * Whether a value looks like a chosen password: letters with digits, or with digits and symbols, but not a path or a
 * call.
 */
export const isChosenPassword = (value: string): boolean => {
  if (!isPassword(value) || isPasswordHash(value) || /^[^a-zA-Z]+$|:\/\/|^[./~]/.test(value)) return false;
  return /\d/.test(value) && (classesOf(value) >= 3 || /[a-zA-Z]\d+[a-zA-Z]|^\d[a-zA-Z]{4,}\d/.test(value));
};

/** The last character of a password: not one that escapes a quote or closes a comment after it. */
const lastOf = (excluded: string): string => `(?:[^\\s${excluded}\\\\*/]|[*](?!/)|(?<![*])/)`;

/** Quotes, brackets and signs, which are more often around a password than in it. */
const AROUND = "\"'`“”«»」』<>,;(){}\\[\\]";

/** Without a final dot, which ends the sentence. */
const BARE = `[^\\s${AROUND}]{5,63}${lastOf(`${AROUND}.`)}`;

/** In scripts without spaces, the sentence may continue directly after it. */
const SPACELESS = "\\u3041-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7a3";
const TOLD = `[^\\s${AROUND}${SPACELESS}]{5,63}${lastOf(`${AROUND}.${SPACELESS}`)}`;

/** The words for passwords in English and German, and of WPA. */
const ENGLISH = "password|passwd|passphrase|passwort|pwd|pass|psk|(?<![0-9A-Za-z])pw";

/** Passwords in command lines, assignments and sentences. */
export const PASSWORDS: readonly SecretRule[] = [
  {
    id: "command-line-password",
    description: "Password given to curl",
    context: "curl [^\\n]*(?:-u|--user)[ =]?[\"']?[^\\s:\"']+:",
    pattern: `[^\\s"'\`<>@]{2,99}${lastOf("\"'`<>@")}`,
    check: isPassword,
  },
  {
    id: "command-password",
    description: "Password given to a database client, a login, a server or another program",
    context: `(?:${COMMANDS.join("|")})["']?`,
    pattern: BARE,
    check: isChosenPassword,
  },
  {
    id: "login-password",
    description: "Password of a login in a message",
    context: `(?:${LOGINS.join("|")})["'\`„«]?`,
    pattern: BARE,
    check: (value) => isChosenPassword(value) && classesOf(value) >= 3,
  },
  {
    id: "piped-password",
    description: "Password that another program gets through a pipe",
    context: `(?:\\b(?:echo(?: -n)?|printf(?: ["']%s(?:\\\\n)?["'])?) |\\$[0-9A-Za-z_]+ ?= ?)["']?(?:[0-9A-Za-z_.-]{1,40}:)?`,
    pattern: "[^\\s\"'`|<>]{6,64}",
    followedBy: PIPED,
    check: isChosenPassword,
  },
  {
    id: "sql-password",
    description: "Password of an account of a database",
    context:
      "(?i:identified (?:with [a-z0-9_']{1,40} )?by|password(?: for [^\\n=]+)?|sp_addlogin '[^'\\n]*',|pragma key)(?: ?=)? {1,3}'",
    pattern: "[^\\s']{6,64}(?=')",
    check: isChosenPassword,
  },
  {
    id: "assigned-password",
    description: "Password in an assignment or a sentence",
    context: `(?i:${ENGLISH})[0-9A-Za-z_.-]*${NAME_END}\\s*(?::?=|: ?&?[A-Za-z]{1,16} ?=|['’]s |:|=>|<-|>|[,(]?\\s{0,3}(?=["'])|\\s[^<>\\n]*(?:value=|>)|:\\s?\\{\\s?\\\\{0,3}"S\\\\{0,3}":|${OR_ELSE}|\\b(?:is|or)\\b|${FIELD})[ \\t*]{0,4}(?:!!str |[|>][+-]?\\n *|[NbBrRuUfFL@](?=["'])|<(?:b|strong|code|kbd|em|span|tt)>)?\\\\{0,3}["'\`]?`,
    pattern: BARE,
    check: isChosenPassword,
  },
  {
    id: "told-password",
    description: "Password in a sentence, in English or another language",
    context: `(?i:(?<![0-9A-Za-z])(?:password|passphrase|pw) (?:for|to|of|on|für|pour|para) [\\w '@.-]{1,60}?(?: is:?|:) |(?:${PASSWORD_NAMES})[^\\n.:=：]{0,40}${IS})\\s{0,3}(?:["'\`„]|«\\s?)?`,
    pattern: TOLD,
    check: isChosenPassword,
  },
  {
    id: "quoted-secret",
    description: "Long value of letters, digits and signs that a program is given as a secret",
    context:
      "(?i:secret|auth|logged_in|nonce|secure|salt|password|token)[A-Za-z_-]{0,30}[\"']?\\]?\\s{0,3}(?:=>?|:|,)\\s{0,3}[\"']",
    pattern: "[!#-&(-~]{40,160}(?=[\"'])",
    check: (value) =>
      !isPasswordHash(value) &&
      shannonEntropy(value) > 4.2 &&
      (value.match(/[^\w./:,-]/g) ?? []).length >= 6 &&
      /\d/.test(value),
  },
];
