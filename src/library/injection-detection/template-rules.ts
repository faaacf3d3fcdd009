import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf } from "./injection-rule.ts";

const template = rulesOf("template");

/** The inside of an expression of Jinja, Twig, Freemarker, Velocity, ERB, JSP, Spring, OGNL or Thymeleaf. */
const INSIDE = String.raw`(?:\{\{|\{%|[$#*@%~]\{|\[[\[=]|<%|[<\[]#(?:assign|if|list|local|global)\b|#(?:set|if|foreach|include)\s*\()[^}%\n]*`;

/** PHP functions that run code or commands. */
const RUNS = "(?:system|exec|passthru|shell_exec|popen|phpinfo|assert|eval|call_user_func|ini_set)";

/** Accesses from a value to its class, to modules of the process, or to a shell. */
const REACHES = [
  String.raw`__(?:class|mro|bases?|subclasses|globals|builtins|import|init|getattribute|dict|code)__|\.\s*(?:subclasses|mro)\s*\(`,
  String.raw`\b(?:self\._templatereference|(?:cycler|joiner|namespace|lipsum|url_for|get_flashed_messages)\s*(?:\.|\|\s*attr|\[))`,
  String.raw`\brequest\s*\.\s*(?:application|environ|args\s*\.|form\s*\.)|\|\s*attr\s*\(\s*(?:[\[(]|request\b)`,
  String.raw`\bconfig\s*\.\s*(?:(?:iter)?items|from_object|from_pyfile|__)|\bsettings\s*\.\s*secret_key\b|\bsigner\s*\.\s*key\b`,
  String.raw`\b(?:os|subprocess)\s*\.\s*(?:popen|system|environ|listdir)|\bopen[34]\s*\.\s*(?:popen|capture)`,
  String.raw`\bpopen[34]?\s*\(|\bimport\s+os\b|\bgetruntime\s*\(|\bprocessbuilder\b|\bscriptenginemanager\b`,
  String.raw`freemarker\.template\.utility\.|\?new\s*\(|\?api\b|\?lower_abc\s*\+`,
  String.raw`\bt\s*\(\s*(?:javax?|org)\.|\bjava\.lang\.|\bnew\s+java\.|\bclass\.forname\b|getclass\s*\(\s*\)|\.\s*forname\s*\(`,
  String.raw`\bclass\s*\.\s*(?:getclassloader|getresource|classloader|protectiondomain|inspect)\b|\bloadclass\s*\(`,
  String.raw`\bgroovy\.(?:lang|runtime)\.|['"]\s*\.\s*execute\s*\(\s*\)|\.\s*tourl\s*\(\s*\)\s*\.\s*(?:text|gettext)\b`,
  String.raw`\bnew\s+(?:file\s*\(\s*['"](?:/|[a-z]:)[^'"\n]{0,200}|url\s*\(\s*['"][^'"\n]{0,200})['"]\s*\)\s*\.\s*(?:text|gettext|delete|createnewfile)\b`,
  String.raw`\bognl\.|#_memberaccess\b|@org\.apache\.`,
  String.raw`\b_self\.env\b|\|\s*(?:filter|map|sort|reduce)\s*\(\s*['"]${RUNS}['"]|['"]options['"]\s*:\s*['"]${RUNS}['"]`,
  String.raw`\bregisterundefinedfiltercallback\b|\bdump\s*\(\s*(?:app|_context)\s*\)|\brequest\s*\.\s*server\s*\.\s*all\b|~\s*_context\s*\|`,
  String.raw`(?<![\w.])(?:system|exec|passthru|shell_exec|file_get_contents|phpinfo)\s*\(|/etc/(?:passwd|shadow)\b`,
  String.raw`\bconstructor\s*(?:\.\s*(?:constructor|prototype|_load)\b|\[|(?:\(|&#40;?)\s*['"])|[=\s]['"]constructor['"]`,
  String.raw`\bglobal\.process\b|\bprocess\.(?:mainmodule|binding)|\brequire\s*\(\s*['"]child_process`,
  String.raw`\bfile\.(?:open|read)\s*\(|\bio\.popen\b|\bdir\.(?:entries|glob)\b|\x60[^\x60\n]{1,80}\x60\s*\)?\s*%>|%x\s?[|({\[!/]`,
  String.raw`\bsystem\.(?:cmd|shell)\s*\(|:os\.cmd\b|\bsystem\.diagnostics\.process\b|\bwscript\.shell\b`,
];

/** Arithmetic that probes for evaluation: `7*7`, or long numbers. Manuals of template engines have `1 + 1`. */
const SUM = String.raw`(?:['"]?\d{1,9}['"]?\s*[*]\s*['"]?\d{1,9}['"]?|\d{3,9}\s*[+-]\s*\d{3,9})`;

/** Expressions that only compute a number. */
const PROBES: readonly PatternRule[] = [
  template(String.raw`\{[{%]=?\s*${SUM}\s*[}%]\}`),
  template(String.raw`[$#*@%~]\{\{?\s*${SUM}\s*\}`),
  template(String.raw`<%=?\s*${SUM}\s*%>`),
  template(String.raw`\[\[\s*\$\{\s*${SUM}|\[=\s*${SUM}\s*\]|@\(\s*${SUM}\s*\)`),
];

/**
 * Lookups of Log4j and Commons Text: of other hosts, of scripts, and of single letters that hide the name of another
 * lookup.
 */
const LOOKUPS: readonly PatternRule[] = [
  template(
    String.raw`\$\{(?:jndi|lower|upper|env|sys|java|::-)[^}\n]{0,100}?(?:ldaps?|rmi|dns|iiop|nis|corba|https?):`,
  ),
  template(String.raw`\{jndi:[a-z]{3,5}:`),
  template(String.raw`\$\{::-|\$\{\$\{(?:lower|upper|env|sys):|\$\{(?:lower|upper):[a-z]\}`),
  template(String.raw`\$\{(?:script:(?:javascript|js|groovy|jexl)|url:utf-8:(?:https?|file)|dns:address\|)`),
];

/** Expressions in single braces (Smarty, Latte), without braces (Razor), and in strings (Perl). */
const BARE: readonly PatternRule[] = [
  template(String.raw`\{(?:php\s+)?${RUNS}\s*\(\s*['"][^'"\n]{0,200}['"]\s*\)\s*\}|\bsmarty_internal_write_file\b`),
  template(String.raw`\x60|\b${RUNS}\s*\(`, { context: String.raw`\{php\}[^{\n]*` }),
  template(String.raw`@\(?system\.diagnostics\.process\b`),
  // Perl runs an expression inside a string.
  template(String.raw`(?:\b(?:system|exec|qx)\s*['"({/|]|\x60|%env\b)`, { context: String.raw`@\{\s*\[[^\]\n]*` }),
];

/** Template injections: texts that a template engine would evaluate. */
export const TEMPLATE_RULES: readonly PatternRule[] = [
  ...REACHES.map((pattern) => template(pattern, { context: INSIDE })),
  ...PROBES,
  ...LOOKUPS,
  ...BARE,
];
