import { ESCAPE } from "../../text/patterns/escape-boundaries.ts";
import { ASSIGNMENTS } from "./assignments.ts";
import { COLUMNS } from "./columns.ts";
import { CONNECTIONS } from "./connections.ts";
import { isDocumentedExample } from "./documented-examples.ts";
import { FORMATS } from "./formats/formats.ts";
import { KEY_MATERIAL } from "./key-material.ts";
import { PASSWORDS } from "./passwords.ts";
import { isFiller } from "./placeholders.ts";
import { splitPrefix } from "./public-prefix.ts";
import { randomnessBits } from "./randomness.ts";
import { END, type FormatRow, type SecretRule, START } from "./secret-rule.ts";

/** Bits per character. A random token hardly ever has less. */
const MIN_ENTROPY = 2.3;

/** Whether a match is more likely the name of a class or function: `APIGatewayProxy` is not a LiveKit key. */
const isName = (prefix: string, value: string): boolean =>
  /^[A-Za-z]+$/.test(prefix) && /^[0-9A-Za-z]+$/.test(value) && randomnessBits(value) < 0;

const formatRule = ([id, description, format, minEntropy = MIN_ENTROPY, owner, ownerEnd]: FormatRow): SecretRule => {
  const [prefix, secret] = owner === undefined ? splitPrefix(format) : [owner, format];
  const isDrawn = (value: string): boolean =>
    !isFiller(value, minEntropy) && !isDocumentedExample(value) && !isName(prefix, value);
  const pattern = `(?:${secret})${END}`;
  if (prefix === "") return { id, description, pattern: `${START}${pattern}`, check: isDrawn };
  if (ownerEnd === undefined) return { id, description, context: `${START}${prefix}`, pattern, check: isDrawn };
  const behindOwner = new RegExp(`(?:^|[^0-9A-Za-z]|${ESCAPE})${prefix}$`);
  const check = (value: string, before: string): boolean => behindOwner.test(before) && isDrawn(value);
  return { id, description, context: ownerEnd, pattern, check };
};

/** All built-in kinds of secrets. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...FORMATS.map(formatRule),
  ...KEY_MATERIAL,
  ...CONNECTIONS,
  ...PASSWORDS,
  ...COLUMNS,
  ...ASSIGNMENTS,
];
