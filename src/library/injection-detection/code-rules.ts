import type { PatternRule } from "../../text/patterns/rule.ts";
import { COMMAND_RULES } from "./command-rules.ts";
import { rulesOf, SHELL } from "./injection-rule.ts";

const code = rulesOf("code");

/** Calls that start a shell. */
const SHELLS: readonly PatternRule[] = [
  code(String.raw`\bos\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?)\s*\(`),
  code(String.raw`\bpty\.spawn\s*\(`),
  code(String.raw`shell\s*=\s*true|['"]${SHELL}['"]`, { context: String.raw`\bsubprocess\.\w{2,20}\s*\([^()\n]*` }),
  code(
    String.raw`\b(?:__import__|importlib\.import_module)\s*\(\s*['"](?:os|subprocess|pty|socket|commands|builtins)['"]`,
  ),
  code(String.raw`__subclasses__\s*\(`, { context: String.raw`__(?:bases?|mro)__[^\n]*` }),
  code(String.raw`__import__`, { context: String.raw`\b_{0,2}builtins(?:__|\.__dict__)(?:\.|\[['"])` }),
  code(
    String.raw`\b(?:exec|eval)\s*\(\s*(?:compile|__import__|base64|codecs\.decode|zlib|marshal|requests\.get|urllib|input\s*\(|atob|buffer\.from)`,
  ),
  code(
    String.raw`\bgetruntime\s*\(\s*\)\s*\.\s*exec\s*\(|\bnew\s+(?:java\.lang\.processbuilder\b|processbuilder\s*\(\s*(?:new\s+string\[\]\s*\{)?\s*"${SHELL})`,
  ),
  code(String.raw`['"]java\.lang\.(?:runtime|processbuilder)['"]`, { context: String.raw`\bforname\s*\(\s*` }),
  code(
    String.raw`\b(?:require|import)\s*\(?\s*['"](?:node:)?child_process['"]\s*\)?\s*\.\s*(?:exec|spawn|fork)\w{0,8}\s*\(`,
  ),
  code(
    String.raw`\bmainmodule\s*\.\s*(?:require|constructor)\b|\bfunction\s*\(\s*(?:atob|buffer\.from|['"]return\s+process)`,
  ),
  code(String.raw`\bprocess\.start\s*\(\s*"(?:cmd|powershell)`),
  code(String.raw`\bwscript\.shell\b|\bshellexecute\s*\(`),
];

const REQUEST = String.raw`\$_(?:get|post|request|cookie|server)\b`;

/** Web shells: PHP that runs parameters of a request, or encoded code. */
const WEB_SHELLS: readonly PatternRule[] = [
  code(
    String.raw`\b(?:system|exec|shell_exec|passthru|popen|proc_open|eval|assert)\s*\(\s*(?:base64_decode\s*\(\s*)?${REQUEST}`,
  ),
  code(String.raw`\b(?:system|exec|shell_exec|passthru|popen)\s*\(\s*\$\w{1,30}\s*\)`, {
    context: String.raw`${REQUEST}[^\n]*`,
  }),
  // A function called by its name in a string: `("sys"."tem")("id")`.
  code(
    String.raw`['"](?:system|shell_exec|passthru)['"](?:\s*[)\]])*(?:[[{]0[\]}]){0,2}\(|\(\s*(?:system|shell_exec|passthru)\s*\)\(`,
  ),
  code(String.raw`['"]sys['"]\s*\.\s*['"]tem['"]|['"]shell_['"]\s*\.\s*['"]exec['"]|['"]pass['"]\s*\.\s*['"]thru['"]`),
  // The complete text ends a value and runs a function that shows whether it ran.
  code(
    String.raw`^\s*\w{0,8}["']?\)?\s*[;.]\s*(?:(?:exit|die|print|echo|var_dump)\s*\(?\s*)?(?:md5|phpinfo|system|passthru|shell_exec)\s*\([^()\n]{0,60}\)[^\n]{0,8}$`,
  ),
  code(String.raw`\b(?:include|require)(?:_once)?\s*\(?\s*${REQUEST}|\x60\s*${REQUEST}`),
  code(REQUEST, {
    context: String.raw`\b(?:create_function\s*\([^\n;]*|preg_replace\s*\(\s*['"][^\n;]*/\w{0,6}e\w{0,6}['"]\s*,\s*)|\$\w{1,30}\s*\(\s*`,
  }),
  code(
    String.raw`\b(?:eval|assert)\s*\(\s*(?:gzinflate|gzuncompress|str_rot13|base64_decode|base64\.decode64|strrev)\s*\(`,
  ),
];

/** Serialized objects that run code when they are loaded. */
const OBJECTS: readonly PatternRule[] = [
  code(String.raw`!!python/object(?:/new|/apply)?:(?:os|posix|nt|subprocess|builtins|__builtin__)\b`),
  code(String.raw`!!javax\.script\.scriptenginemanager|_\$\$nd_func\$\$_`),
  code(String.raw`\bc(?:os|posix|nt|subprocess|builtins|__builtin__)\n(?:system|popen|eval|exec)\n`),
];

/** Reverse shells in programming languages. */
const SOCKETS: readonly PatternRule[] = [
  code(String.raw`\bdup2\s*\(\s*\w{1,20}\.fileno\s*\(`),
  code(String.raw`\bconnect\s*\(`, { context: String.raw`\bsocket\.socket\s*\([^\n]*(?:;|\\n)[^\n]*` }),
  code(String.raw`(?:exec|proc_open|shell_exec|system)\s*\(|\x60`, { context: String.raw`\bfsockopen\s*\([^\n]*` }),
  code(String.raw`exec|popen|spawn`, { context: String.raw`\b(?:tcpsocket|tclient)\.(?:new|open)\s*\([^\n]*` }),
  code(String.raw`\btcpsocket\.(?:new|open)`, { context: String.raw`\b(?:exec|popen|spawn)\s*\([^\n]*` }),
  code(String.raw`\bexec\s*[({]|\bopen\s*\(\s*std(?:in|out)\b|\bstdin\s*->\s*fdopen`, {
    context: String.raw`\b(?:use\s+socket\s*;|io::socket::inet\b)[^\n]*`,
  }),
  code(String.raw`\bos\.execute\b|\bio\.popen\b`, { context: String.raw`\bsocket\.tcp\s*\([^\n]*` }),
  code(String.raw`\bexec\.command\b`, { context: String.raw`\bnet\.dial\s*\([^\n]*` }),
  code(String.raw`\.pipe\s*\(\s*\w{1,20}\.stdin\b`, { context: String.raw`\.connect\s*\([^\n]*` }),
  code(String.raw`\bnew\s+socket\s*\(`, { context: String.raw`\bprocessbuilder\s*\([^\n]*` }),
  code(String.raw`\b(?:iex|invoke-expression)\b`, { context: String.raw`\bsockets\.tcpclient\b[^\n]*` }),
];

/** Code that takes over the machine on which an answer is run. */
export const CODE_RULES: readonly PatternRule[] = [...SHELLS, ...WEB_SHELLS, ...OBJECTS, ...SOCKETS, ...COMMAND_RULES];
