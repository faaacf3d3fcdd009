import { isRandom } from "./assignments.ts";
import { isPassword } from "./passwords.ts";
import { isFiller, isVariable } from "./placeholders.ts";
import type { SecretRule } from "./secret-rule.ts";

/** A web URL up to its password. URLs of databases are checked more strictly, since manuals have many examples. */
const WEB = /\b(?:https?|ftps?):\/\/[^\s/:]*:$/i;

const isUrlPassword = (value: string, before: string): boolean =>
  WEB.test(before) ? !isVariable(value) && !isFiller(value, 1) : isPassword(value);

/** Credentials in URLs and connection strings. */
export const CONNECTIONS: readonly SecretRule[] = [
  {
    id: "url-password",
    description: "Password in a URL",
    context: "(?<=[0-9A-Za-z])://[^\\s/:@\"'`<>]*:",
    pattern: "[^\\s\"'`<>/]{3,200}(?=@)",
    check: isUrlPassword,
  },
  {
    id: "sidekiq-credentials",
    description: "Credentials of Sidekiq Pro or Enterprise",
    context: "BUNDLE_(?:ENTERPRISE|GEMS)__CONTRIBSYS__COM[\"']?\\s{0,3}[:=]{1,2}>?\\s{0,3}[\"']?",
    pattern: "[0-9a-f]{8}:[0-9a-f]{8}",
  },
  {
    id: "oracle-password",
    description: "Password in a connection string of Oracle",
    context: "jdbc:oracle:(?:thin|oci8?):[^\\s/:@]{1,60}/",
    pattern: "[^\\s\"'`<>/@]{3,60}(?=@)",
    check: isPassword,
  },
  {
    id: "url-token",
    description: "Token in a URL, where the name of a user stands",
    context: "(?i:https?)://",
    pattern: "[0-9A-Za-z_-]{20,120}(?=@)",
    check: (value) => isRandom(value, 10),
  },
  {
    id: "signed-url",
    description: "Signature that opens a place in Azure Storage",
    context: "[?&](?:amp;)?sig=",
    pattern: "[0-9A-Za-z%+/]{40,80}(?:%3[dD]|=)",
    check: (value) => !isFiller(value, 3.5),
  },
];
