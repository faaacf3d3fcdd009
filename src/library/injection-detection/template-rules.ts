import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf } from "./injection-rule.ts";

const template = rulesOf("template");

/** The inside of an expression of Jinja, Twig, Freemarker, Velocity, ERB, JSP, Spring or Thymeleaf. */
const INSIDE = String.raw`(?:\{\{|\{%|[$#*@]\{|\[\[|<%)[^}%\n]*`;

/** Accesses from a value to its class, to modules of the process, or to a shell. */
const REACHES = [
  String.raw`__(?:class|mro|bases?|subclasses|globals|builtins|import|init|getattribute|dict|code)__`,
  String.raw`\b(?:self\._templatereference|(?:cycler|joiner|namespace|lipsum|url_for|get_flashed_messages)\s*(?:\.|\|\s*attr|\[))`,
  String.raw`\brequest\s*\.\s*(?:application|environ|args\s*\.|form\s*\.)`,
  String.raw`\bconfig\s*\.\s*(?:items|from_object|__)`,
  String.raw`\b(?:os|subprocess)\s*\.\s*(?:popen|system|environ|listdir)`,
  String.raw`\bpopen\s*\(|\bimport\s+os\b|\bgetruntime\s*\(|\bprocessbuilder\b|\bscriptenginemanager\b`,
  String.raw`freemarker\.template\.utility\.|\?new\s*\(|\?api\b`,
  String.raw`\bt\s*\(\s*java\.|\bjava\.lang\.|\bnew\s+java\.|\bclass\.forname\b|getclass\s*\(\s*\)`,
  String.raw`\b_self\.env\b|\|\s*filter\s*\(\s*['"](?:system|exec|passthru)|\bregisterundefinedfiltercallback\b`,
  String.raw`(?<![\w.])(?:system|exec|passthru|shell_exec|file_get_contents|phpinfo)\s*\(`,
  String.raw`\bconstructor\s*(?:\.\s*constructor|\[)|\bglobal\.process\b|\bprocess\.(?:mainmodule|binding)|\brequire\s*\(\s*['"]child_process`,
  String.raw`\bfile\.(?:open|read)\s*\(|\bio\.popen\b|\bdir\.(?:entries|glob)\b|\x60[^\x60\n]{1,80}\x60\s*%>`,
];

/** Arithmetic that probes for evaluation: `7*7`, or long numbers. Manuals of template engines have `1 + 1`. */
const SUM = String.raw`(?:['"]?\d{1,9}['"]?\s*[*]\s*['"]?\d{1,9}['"]?|\d{3,9}\s*[+-]\s*\d{3,9})`;

/** Expressions that only compute a number. */
const PROBES: readonly PatternRule[] = [
  template(String.raw`\{\{\s*${SUM}\s*\}\}`),
  template(String.raw`[$#*@]\{\{?\s*${SUM}\s*\}`),
  template(String.raw`<%=?\s*${SUM}\s*%>`),
  template(String.raw`\[\[\s*\$\{\s*${SUM}`),
];

/** Template injections: texts that a template engine would evaluate. */
export const TEMPLATE_RULES: readonly PatternRule[] = [
  ...REACHES.map((pattern) => template(pattern, { context: INSIDE })),
  ...PROBES,
  template(
    String.raw`\$\{(?:jndi|lower|upper|env|sys|java|::-)[^}\n]{0,100}?(?:ldaps?|rmi|dns|iiop|nis|corba|https?):`,
  ),
];
