import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf } from "./injection-rule.ts";

const code = rulesOf("code");

const SHELL = String.raw`(?:/bin/|/usr/bin/)?(?:sh|bash|zsh|dash|ksh|cmd(?:\.exe)?|powershell(?:\.exe)?)\b`;

/** Calls that start a shell. */
const SHELLS: readonly PatternRule[] = [
  code(String.raw`\bos\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?)\s*\(`),
  code(String.raw`\bpty\.spawn\s*\(`),
  code(String.raw`shell\s*=\s*true|['"]${SHELL}['"]`, { context: String.raw`\bsubprocess\.\w{2,20}\s*\([^()\n]*` }),
  code(String.raw`\b__import__\s*\(\s*['"](?:os|subprocess|pty|socket|commands|builtins)['"]`),
  code(
    String.raw`\b(?:exec|eval)\s*\(\s*(?:compile|__import__|base64|codecs\.decode|zlib|marshal|requests\.get|urllib|input\s*\(|atob|buffer\.from)`,
  ),
  code(
    String.raw`\bgetruntime\s*\(\s*\)\s*\.\s*exec\s*\(|\bnew\s+processbuilder\s*\(\s*(?:new\s+string\[\]\s*\{)?\s*"${SHELL}`,
  ),
  code(
    String.raw`\b(?:require|import)\s*\(?\s*['"](?:node:)?child_process['"]\s*\)?\s*\.\s*(?:exec|spawn|fork)\w{0,8}\s*\(`,
  ),
  code(
    String.raw`\b(?:system|exec|shell_exec|passthru|popen|proc_open|eval|assert)\s*\(\s*(?:base64_decode\s*\(\s*)?\$_(?:get|post|request|cookie|server)`,
  ),
  code(String.raw`\bprocess\.start\s*\(\s*"(?:cmd|powershell)`),
  code(String.raw`\bwscript\.shell\b|\bshellexecute\s*\(`),
];

/** Reverse shells, and downloads that are run. */
const NETWORK: readonly PatternRule[] = [
  code(String.raw`/dev/(?:tcp|udp)/[\w.$-]{1,100}/`),
  code(String.raw`\s-(?:e|c)\s*['"]?${SHELL}`, { context: String.raw`\b(?:nc|ncat|netcat)\b[^\n|;]*` }),
  code(String.raw`\|\s*(?:nc|ncat|netcat|telnet|openssl)\b`, { context: String.raw`\bmkfifo\b[^\n]*` }),
  code(String.raw`\|\s*(?:sudo\s+)?(?:${SHELL}|python\d?|perl|ruby|node)`, {
    context: String.raw`\b(?:curl|wget)\b[^\n|]*`,
  }),
  code(String.raw`\b(?:ba)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b`),
  code(String.raw`\bdup2\s*\(\s*\w{1,20}\.fileno\s*\(`),
  code(String.raw`\bconnect\s*\(`, { context: String.raw`\bsocket\.socket\s*\([^\n]*(?:;|\\n)[^\n]*` }),
  code(String.raw`(?:exec|proc_open|shell_exec|system)\s*\(`, { context: String.raw`\bfsockopen\s*\([^\n]*` }),
  code(String.raw`exec|popen|spawn`, { context: String.raw`\b(?:tcpsocket|tclient)\.(?:new|open)\s*\([^\n]*` }),
  code(String.raw`\s-e(?:nc|ncodedcommand)?\s+[a-z0-9+/=]{16}`, {
    context: String.raw`\bpowershell(?:\.exe)?\b[^\n]*`,
  }),
  code(String.raw`net\.webclient|downloadstring|invoke-webrequest|\biwr\b`, {
    context: String.raw`\b(?:iex|invoke-expression)\b[^\n]*`,
  }),
];

/** Commands that destroy the data of a machine. */
const DESTRUCTION: readonly PatternRule[] = [
  code(String.raw`\brm\s+(?:-\w+\s+)*-(?:rf|fr)\w*\s+(?:--no-preserve-root\s+)?(?:/|~|/\*|\$home)(?![\w./-])`),
  code(String.raw`:\s*\(\s*\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;\s*:`),
  code(String.raw`\bdd\s+if=/dev/(?:zero|u?random)\s+of=/dev/[sh]d\w`),
  code(String.raw`\bshutil\.rmtree\s*\(\s*['"](?:/|~)['"]`),
];

/** Code that takes over the machine on which an answer is run. */
export const CODE_RULES: readonly PatternRule[] = [...SHELLS, ...NETWORK, ...DESTRUCTION];
