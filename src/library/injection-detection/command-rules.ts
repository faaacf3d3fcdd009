import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf, SHELL } from "./injection-rule.ts";

const command = rulesOf("code");

/** Reverse shells. */
const REMOTE: readonly PatternRule[] = [
  command(String.raw`/dev/(?:tcp|udp)/[\w.$-]{1,100}/|/inet/(?:tcp|udp)/\d`),
  command(String.raw`\s-(?:-(?:sh-)?exec|[ec])\s*['"]?${SHELL}`, {
    context: String.raw`\b(?:nc|ncat(?:\.exe)?|netcat)\b[^\n|;]*`,
  }),
  command(String.raw`\b(?:exec|system):['"]?${SHELL}`, { context: String.raw`\bsocat\b[^\n]*` }),
  command(String.raw`\|\s*(?:nc|ncat|netcat|telnet|openssl)\b`, { context: String.raw`\bmkfifo\b[^\n]*` }),
];

/** Downloads and encoded commands that are run. */
const DOWNLOADS: readonly PatternRule[] = [
  command(String.raw`\|\s*(?:sudo\s+)?(?:${SHELL}|python\d?|perl|ruby|node)`, {
    context: String.raw`\b(?:curl|wget|telnet|openssl\s+s_client)\b[^\n|]*`,
  }),
  command(String.raw`\|\s*\{?(?:sudo\s+)?${SHELL}`, {
    context: String.raw`\b(?:base64[\s,]+-{1,2}d\w*|xxd\s+-r)\b[^\n|]*`,
  }),
  command(
    String.raw`\b(?:(?:ba|z|da|k)?sh|python\d?|perl|ruby|node|source|eval)\s+(?:-c\s+)?["']?(?:<\(|\$\(|\x60)\s*(?:curl|wget)\b`,
  ),
  command(String.raw`(?:&&|;)\s*chmod\s+(?:\+x|[0-7]{3,4})\s+\S{1,80}\s*(?:&&|;)\s*(?:\./|/|${SHELL}\s)`, {
    context: String.raw`\b(?:curl|wget)\b[^\n]*`,
  }),
  command(String.raw`\s-e(?:nc|ncodedcommand)?\s+[a-z0-9+/=]{16}`, {
    context: String.raw`\bpowershell(?:\.exe)?\b[^\n]*`,
  }),
  command(String.raw`net\.webclient|downloadstring|invoke-webrequest|\biwr\b`, {
    context: String.raw`\b(?:iex|invoke-expression)\b[^\n]*`,
  }),
  command(String.raw`\|\s*(?:iex|invoke-expression)\b`, {
    context: String.raw`\b(?:i[wr]m|iwr|invoke-webrequest|invoke-restmethod|downloadstring)\b[^\n]*`,
  }),
  command(String.raw`\bmshta(?:\.exe)?\s+["']?(?:https?|vbscript|javascript):`),
  command(String.raw`-urlcache\b|/i:https?:|/transfer\b|javascript:`, {
    context: String.raw`\b(?:certutil|regsvr32|bitsadmin|rundll32)(?:\.exe)?\b[^\n]*`,
  }),
  command(String.raw`[=+@*-](?:cmd|powershell)(?:\.exe)?\|'|\bdde\s*\(\s*"cmd"`),
];

/** Files with accounts, keys or credentials. */
const PRIVATE = String.raw`(?:/etc/(?:passwd|shadow)\b|[\w~$/{}]{0,60}/\.(?:ssh/id_\w{1,20}(?![\w.])|aws/credentials\b))`;

/** Commands appended to an argument, and private data that is sent to another host. */
const INJECTED: readonly PatternRule[] = [
  command(
    String.raw`(?:[;|&]|\$\(|%0a)\s*(?:/bin/|/usr/bin/)?(?:cat|head|tail|less|more|tac|nl)(?:\s|%20|\$\{?ifs\}?){1,3}/etc/(?:passwd|shadow)\b`,
  ),
  // The complete text ends a value and runs a command that shows whether it ran.
  command(
    String.raw`^\s*(?:["'\d]{1,10}\)?\s*\|{1,2}|["'\d]{0,10}\)?\s*(?:;|&{1,2}))\s*(?:id|env|set|whoami|uname|ls|dir|pwd|[ip][fp]config|netstat|hostname|systeminfo|sleep|ping|nslookup)(?![\w.=:(-])(?:\s[\w\s./-]{0,60})?[;|&#\s]{0,3}$`,
  ),
  command(String.raw`^(?:\.\./){2,}[\w./-]{1,80}\|\s*$`),
  command(String.raw`\bcat(?:\$\{?ifs\}?|<|,)/etc/`),
  command(String.raw`(?:[;|&]|%0a)\s*ping\s+-[cin]\s+\d{1,3}\s+127\.0\.0\.1`),
  command(String.raw`(?<!\w)\(\)\s*\{\s*:\s*;\s*\}\s*;|<!--#exec\s+c(?:md|gi)\s*=`),
  command(String.raw`(?:\$\(|\x60)\s*(?:whoami|id)\s*(?:\)|\x60)\.[a-z0-9-]{1,60}\.[a-z]`),
  command(String.raw`(?:\$\(|\x60)\s*(?:whoami|id)\s*[)\x60|]`, {
    context: String.raw`\b(?:curl|wget|nslookup|dig)\s[^\n]*`,
  }),
  command(String.raw`(?:@|-T\s+|--(?:post|body|upload)-file[ =])${PRIVATE}`, {
    context: String.raw`\b(?:curl|wget)\b[^\n]*`,
  }),
  command(String.raw`\|\s*(?:curl|wget|nc|ncat|netcat)\s`, {
    context: String.raw`(?:${PRIVATE}|/\.ssh\s|\b(?:print)?env\s)[^\n;]*`,
  }),
  command(String.raw`\bchmod\s+(?:[ugo]{0,3}\+s|[2467]\d{3})\s+(?:/usr)?/bin/(?:ba|da|z)?sh\b`),
];

const DISK = String.raw`/dev/(?:[shv]d[a-z]|nvme\d|mmcblk\d|disk\d)`;
const DRIVE = String.raw`["']?c:\\?(?:\*|(?:windows|users)\\?)?["']?(?![\w\\])`;

const NAME = String.raw`[\w.:@-]{1,20}`;

/** Whether a function of a shell starts itself twice, as in `:(){ :|:& };:`. */
const callsItselfTwice = (value: string): boolean => {
  const [name, ...called] = value.match(/[\w.:@-]+/g) ?? [];
  return called.length === 2 && called.every((one) => one === name);
};

/** Commands that destroy the data of a machine. */
const DESTRUCTION: readonly PatternRule[] = [
  command(String.raw`\brm\s+(?:-\w+\s+)*-(?:rf|fr)\w*\s+(?:--no-preserve-root\s+)?(?:/|~|/\*|\$home)(?![\w./-])`),
  command(String.raw`\bch(?:mod|own)\s+-r\s+[\w:.+=-]{1,40}\s+/(?![\w.])|\bfind\s+/\s+-delete\b`),
  command(String.raw`${NAME}\s*\(\s*\)\s*\{\s*${NAME}(?:\(\))?\s*[|&]\s*${NAME}(?:\(\))?\s*[&;]?\s*\}`, {
    check: callsItselfTwice,
  }),
  command(String.raw`\bdd\s+if=/dev/(?:zero|u?random)\s+of=${DISK}|/dev/(?:zero|u?random)\s*>\s*${DISK}`),
  command(String.raw`\bmv\s+(?:/|~|\$home)/?\s+/dev/null\b`),
  command(String.raw`\b(?:shutil\.rmtree|fs\.rm(?:dir)?sync)\s*\(\s*['"](?:/|~)['"]`),
  command(String.raw`\b(?:del|rd|rmdir)\s+(?:/[a-z]\s+){1,4}${DRIVE}|\bremove-item\s+(?:-\w{1,20}\s+){1,4}${DRIVE}`),
  command(
    String.raw`\bvssadmin(?:\.exe)?\s+delete\s+shadows\b|\bwmic\s+shadowcopy\s+delete\b|\brecoveryenabled\s+no\b`,
  ),
];

/** Shell commands that take over the machine on which an answer is run. */
export const COMMAND_RULES: readonly PatternRule[] = [...REMOTE, ...DOWNLOADS, ...INJECTED, ...DESTRUCTION];
