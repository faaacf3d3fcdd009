import { ESCAPE } from "../../text/patterns/escape-boundaries.ts";
import { isDocumentedExample } from "./documented-examples.ts";
import { IS, KEY_NAMES } from "./foreign-names.ts";
import { isOfKnownFormat } from "./formats/formats.ts";
import { isHarmlessName } from "./harmless-names.ts";
import { isFiller, isPasswordHash, isStandIn } from "./placeholders.ts";
import { randomnessBits, shannonEntropy } from "./randomness.ts";
import { FIELD, NAME_END, OR_ELSE, type SecretRule } from "./secret-rule.ts";
import { SERVICES } from "./services.ts";

/** Words for secrets, alone or at the end of a name. Short ones must be a word of their own within the name. */
const SECRET_WORD =
  "(?:(?i:tokens?|secrets?|passwords?|passwd|passphrase|credentials?|api[ _.-]?keys?|apikeys?|access[ _.-]?(?:key|id)|accountkey|authkey|licen[cs]e[ _.-]?key|client[ _.-]?id|bearer|authorization|webhook)" +
  `|(?:[^A-Za-z]|^|${ESCAPE})(?i:key|pwd|pass|pat|sid|auth|creds?|dsn|psk|salt)(?![a-z])|(?<=[a-z])key(?![a-z])|[a-z0-9](?:Key|Pwd|Pass|Pat|Sid|Auth)(?![a-z])|[A-Z_](?:KEY|PWD|PASS|SID))`;

/**
 * The words for secrets that are rare in ordinary sentences. "Secret" before another word is an adjective, unless it is
 * one that follows a noun.
 */
const PLAIN_WORD =
  "(?i:(?:tokens?|secrets|passwords?|credentials?|api[ _-]?keys?|access[ _-]?keys?)(?![a-z])|secret(?:[^a-z ]| (?:[^a-z]|(?:key|token|value|is|was|for|of|to|from|in|on|at|here)(?![a-z]))))";

const NAMES_PLAINLY = new RegExp("(?:token|secret|password|credential|api[ _-]?key|access[ _-]?key)s?(?![a-z])", "i");
const SERVICE_NAMES: ReadonlySet<string> = new Set(SERVICES);
/** All text up to the end of the last complete sentence. */
const EARLIER_SENTENCES = /^[^]*(?:\n|[.!?;](?=\s))/;
const NAME = /(?<![A-Za-z])[A-Za-z][A-Za-z0-9]*/g;

/** Whether a name is or starts with the name of a service, such as `stripeKey`. */
const namesService = (name: string): boolean =>
  Array.from({ length: name.length }, (_, index) => index + 1).some(
    (end) => !/[a-z]/.test(name.charAt(end)) && SERVICE_NAMES.has(name.slice(0, end).toLowerCase()),
  );

/** Whether the sentence before a value names a service, or has a word for secrets. */
const isNamed = (before: string): boolean => {
  const sentence = before.replace(EARLIER_SENTENCES, "");
  return NAMES_PLAINLY.test(sentence) || (sentence.match(NAME) ?? []).some(namesService);
};

/** The rest of the name after the word for a secret, with quotes, emphasis, a remark in brackets, and a type. */
const REST = `[0-9A-Za-z_.-]*${NAME_END}(?: ?\\([^()\\n]{1,20}\\))?(?:[: ] ?(?:&(?:'static )?)?[A-Za-z]+)?`;
const SIGN = `\\s*(?::{0,3}=|[?.+|]=|={1,3}>?|->|<-|→|:|,|>|\\||${OR_ELSE}|\\(|%3[dD]|\\b(?:is|or)\\b|[ \\t]|${FIELD})`;
const OPEN =
  "\\s*[*]{0,2}\\s*(?:[|>][+-]?\\n\\s*)?(?:[bBrRuUfFL@]{0,2}\\\\{0,3}[\"'`]|[(<\\[{]){0,2}\\s*(?:(?i:bearer|basic|token|bot|apikey) [\"'`]?)?";

/**
 * The value. It does not end with the slash of a comment, and is not a function name: `EVP_PKEY *EVP_PKCS82PKEY(…)`.
 */
const VALUE = "[0-9A-Za-z_+/=-][0-9A-Za-z_.=+/~%|:@!$*-]{8,}(?:[0-9A-Za-z_](?![0-9A-Za-z_(])|[=+-]|(?<![*])/)";

const isPlainWords = (value: string, bits: number): boolean => randomnessBits(value) < bits;
const NUMBER = /^[\d.,:/-]+$/;
const HOST_OR_VERSION = /^(?:\d{1,3}\.){2,3}\d|^v?\d+\.\d+(?![\da-z])|^\d{4}-\d\d-\d\d/i;
/** A UUID, optionally after a prefix such as `RGAPI-`. */
const UUID = /^(?:[A-Za-z]{2,10}[_-])?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
/** A fingerprint of OpenPGP: 40 hex digits in upper case. */
const FINGERPRINT = /^(?=\d*[A-F])[0-9A-F]{40}$/;

/** Hex in mixed case is not random: programs print hex in one case. */
const isHexOfBothCases = (value: string): boolean =>
  /^[0-9A-Fa-f]{24,}$/.test(value) && /[a-f]/.test(value) && /[A-F]/.test(value);

/** The id of an account or app before its token: `1234567890-…`. */
const OWNER = /^\d{5,25}[-:._|](?=.{16})/;

/**
 * Whether a value is random and not a placeholder or example.
 *
 * @param bits - how many bits a random model must save over the model of words: see `randomnessBits`.
 */
export const isRandom = (written: string, bits: number): boolean => {
  if (UUID.test(written)) return shannonEntropy(written) > 2.4;
  const value = written.replace(OWNER, "");
  if (isFiller(value, 2.4) || isStandIn(value) || isPasswordHash(value) || isDocumentedExample(value)) return false;
  if (isOfKnownFormat(value)) return false;
  if (HOST_OR_VERSION.test(value) || FINGERPRINT.test(value) || isHexOfBothCases(value)) return false;
  if (NUMBER.test(value)) return /^\d{16,40}$/.test(value) && shannonEntropy(value) > 2.5;
  return /\d/.test(value) ? !isPlainWords(value, bits) : /[a-z]/.test(value) && !isPlainWords(value, bits + 6);
};

/** The prefix of a token that names it: `apify_api_…`, `polar_pat_…`, `lin_oauth_…`, or only `apikey_…`. */
const OWN_NAME =
  "(?:(?<=[0-9a-z])_(?:api|apikey|api_key|key|pat|sk|oat|at|rt|tok|token|secret|live|prod|production|test|sandbox|access|auth|oauth|service)" +
  "|(?<![0-9A-Za-z_])(?i:api_?key|secret_?key|secret|access_?token|token|sk|pat|key))_";

/** Random values after a name such as `api_key`, `airtableToken` or `stripe`. */
export const ASSIGNMENTS: readonly SecretRule[] = [
  {
    id: "assigned-secret",
    description: "Random value assigned to a name that says key, token or secret",
    context: `${SECRET_WORD}${REST}${SIGN}${OPEN}`,
    pattern: VALUE,
    check: (value, before) => !isHarmlessName(before) && isRandom(value, 5),
  },
  {
    id: "told-key",
    description: "Random value that is called a key or token in another language than English",
    context: `(?i:(?:${KEY_NAMES})[^\\n.:=：]*${IS})\\s{0,3}["'\`«„]?`,
    pattern: VALUE,
    check: (value) => isRandom(value, 15),
  },
  {
    id: "self-named-token",
    description: "Random value behind a mark of its service that says key, token or secret",
    context: OWN_NAME,
    pattern: "[0-9A-Za-z][0-9A-Za-z_-]{18,}[0-9A-Za-z](?![0-9A-Za-z_-])",
    check: (value, before) => !isHarmlessName(before) && isRandom(value, 15),
  },
  {
    id: "service-key",
    description: "Random value in one sentence with the name of a service, or with a word for secrets",
    near: SERVICES,
    nearPattern: PLAIN_WORD,
    nearEnd: "[.!?;]\\s|\\n",
    pattern: `(?<=[ \\t"'\`=:,(>|{\\[])${VALUE}`,
    check: (value, before) =>
      value.length >= 16 &&
      !isHarmlessName(before) &&
      !/^\/\/|:\/\//.test(value) &&
      isRandom(value, 25) &&
      isNamed(before),
  },
];
