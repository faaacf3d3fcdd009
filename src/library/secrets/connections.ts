import { isFiller, isStandIn, isVariable } from "./placeholders.ts";
import type { SecretRule } from "./secret-rule.ts";

const STAND_INS: ReadonlySet<string> = new Set(
  "pass password passwd passw0rd pwd secret user username token key credentials pw p mypassword mypass x xx xxx foo bar baz test admin root guest none null example changeme string postgres mysql mongodb mongo redis rabbitmq".split(
    " ",
  ),
);

/** Whether a password in a URL is one, and not the word for it. */
const isPassword = (value: string): boolean =>
  value.length >= 3 &&
  !STAND_INS.has(value.toLowerCase()) &&
  !isStandIn(value) &&
  !/^(.)\1*$/.test(value) &&
  !/^[A-Z_]+$/.test(value);

const CLASSES: readonly RegExp[] = [/[a-z]/, /[A-Z]/, /\d/, /[^\w./\\-]/];

/** Whether people choose such passwords: digits among letters, or letters, digits and signs together; no path, no call. */
const isChosenPassword = (value: string): boolean => {
  if (!isPassword(value) || /^[^a-zA-Z]+$|:\/\/|^[./~]/.test(value)) return false;
  const classes = CLASSES.filter((kind) => kind.test(value)).length;
  return /\d/.test(value) && (classes >= 3 || /[a-zA-Z]\d+[a-zA-Z]/.test(value));
};

/** A link that anybody may follow as it stands, other than a line of a manual of a database. */
const WEB = /\b(?:https?|ftps?):\/\/[^\s/:]*:$/i;

const isUrlPassword = (value: string, before: string): boolean =>
  WEB.test(before) ? !isVariable(value) && !isFiller(value, 1) : isPassword(value);

const SCHEME =
  "(?:https?|ftps?|sftp|ssh|wss?|amqps?|mqtts?|rediss?|mongodb(?:\\+srv)?|mysqlx?|mariadb|postgres(?:ql)?(?:\\+[a-z0-9]{2,10})?|jdbc:[a-z]{2,12}|mssql|sqlserver|oracle|cockroachdb|clickhouse|couchdb|neo4j(?:\\+s)?|bolt|ldaps?|smtps?|imaps?|kafka|nats|elasticsearch|snowflake|rtsp|git|svn|influxdb|memcached|cassandra)";

/** The last sign of a password: none that escapes a quote or closes a comment behind it. */
const lastOf = (excluded: string): string => `(?:[^\\s${excluded}\\\\*/]|[*](?!/)|(?<![*])/)`;

/** Credentials in what a program connects with. */
export const CONNECTIONS: readonly SecretRule[] = [
  {
    id: "url-password",
    description: "Password in a URL",
    context: `${SCHEME}://[^\\s/:@"'\`<>]*:`,
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
    id: "command-line-password",
    description: "Password given to curl",
    context: "curl [^\\n]*(?:-u|--user)[ =]?[\"']?[^\\s:\"']+:",
    pattern: `[^\\s"'\`<>@]{2,99}${lastOf("\"'`<>@")}`,
    check: isPassword,
  },
  {
    id: "assigned-password",
    description: "Password in an assignment or a sentence",
    context:
      "(?i:password|passwd|passphrase|passwort|pwd|pass)[0-9A-Za-z_.-]*[\"'`\\])]{0,2}\\s{0,3}(?::?=|:|=>|is) {0,3}[\"'`]?",
    pattern: `[^\\s"'\`<>,;(){}\\[\\]]{5,63}${lastOf("\"'`<>,;(){}\\[\\]")}`,
    check: isChosenPassword,
  },
];
