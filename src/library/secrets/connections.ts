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
    context:
      "(?:jdbc:oracle:(?:thin|oci8?):|(?:sqlplus|sqlldr|rman target|impdp|expdp) (?:-[a-zA-Z]+ )*)[^\\s/:@]{1,60}/",
    pattern: "[^\\s\"'`<>/@]{3,60}(?=@)",
    check: isPassword,
  },
  {
    id: "go-dsn-password",
    description: "Password in a data source name of Go: user:password@tcp(…)",
    context: "(?:^|[\"'`=(]|: )[A-Za-z_][0-9A-Za-z_.-]*:",
    pattern: "[^\\s\"'`<>/(),]{3,60}@(?:tcp6?|unix)(?=\\()",
    check: (value) => isPassword(value.slice(0, value.lastIndexOf("@"))),
  },
  {
    id: "pgpass-password",
    description: "Password in a password file of PostgreSQL",
    context: "[^\\s:]:(?:\\d{4,5}|[*]):[^\\s:]+:[^\\s:]+:",
    pattern: "[^\\s\"'`<>:]{6,64}",
    check: (value) => /[a-zA-Z]/.test(value) && /\d/.test(value) && isPassword(value),
  },
  {
    id: "session-cookie",
    description: "Session in a cookie",
    context:
      '(?i:cookie)["\']?: ?["\']?(?:[^\\s=;]+=[^\\s;]*; ?)*[^\\s=;]*(?i:sess|sid|auth|token|jwt)[^\\s=;]*=|"name" ?: ?"[^"\\s]{0,40}(?i:sess|sid|jwt)[^"\\s]{0,40}", ?"value" ?: ?"',
    pattern: "[0-9A-Za-z%._~+/=-]{16,200}",
    check: (value) => isRandom(value, 10),
  },
  {
    id: "chat-webhook",
    description: "Webhook of Mattermost or Rocket.Chat",
    context: "https?://[^\\s/]+/hooks/",
    pattern: "(?:[0-9a-z]{26}|[0-9A-Za-z]{17,24}/[0-9A-Za-z]{32,64})(?![0-9A-Za-z_-])",
    check: (value) => isRandom(value, 10),
  },
  {
    id: "url-token",
    description: "Token in a URL, where the name of a user stands",
    context: "(?i:https?)://",
    // A host that begins with www is not held back.
    pattern: "(?:[0-9A-Za-vx-z_-]|w[0-9A-Za-vx-z_-])[0-9A-Za-z_-]{18,119}(?=@)",
    check: (value) => isRandom(value, 10),
  },
  {
    id: "signed-url",
    description: "Signature that opens a place in Azure, Google Cloud or AWS",
    context: "[?&](?:amp;)?(?:sig|X-(?:Goog|Amz)-Signature)=",
    pattern: "[0-9A-Za-z%+/_-]{40,512}(?:%3[dD]|=)?",
    check: (value) => !isFiller(value, 3.5),
  },
];
