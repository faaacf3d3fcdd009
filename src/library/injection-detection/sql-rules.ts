import type { PatternRule } from "../../text/patterns/rules.ts";
import { rulesOf } from "./injection-rule.ts";

const sql = rulesOf("sqli");

/** What databases and URLs read as a blank. */
const B = String.raw`(?:[\s+]|/\*[^*]{0,40}\*/)`;
/** What may stand between a word and the value it is about. */
const OPEN = String.raw`(?:${B}|[('"])`;
const CLOSE = String.raw`(?:${B}|[)'"])`;
const LITERAL = String.raw`(?:null|-?\d{1,9}|0x[0-9a-f]{1,40}|@@\w{1,30}|(?:user|version|database|current_user|char|chr|concat|concat_ws|group_concat|load_file|sleep|benchmark|unhex|hex)\s*\(|'[^']{0,60}'|"[^"]{0,60}"|\(\s*select\b)`;

const unquoted = (text: string): string => text.replaceAll(/[\s'"()+]|\/\*[^*]*\*\//g, "").toLowerCase();

/** Whether both sides of a comparison say the same: `1=1`, `'x'='x`, `a='a'`. Two long names may be meant. */
const comparesTheSame = (value: string): boolean => {
  const [left = "", right = ""] = value.split(/=|\blike\b/i).map(unquoted);
  return right !== "" && left === right && (right.length < 3 || /['"\d]/.test(value));
};

/** What joins one more condition to a query. */
const CONDITION = String.raw`\b(?:or|and|having|xor)\b${OPEN}*`;

/** A condition that is always true or always false does no work in a query that somebody wrote to work. */
const TAUTOLOGIES: readonly PatternRule[] = [
  sql(String.raw`\d{1,9}${CLOSE}*(?:=|<>|!=|>=|<=|like\b)${OPEN}*\d{1,9}(?![\w.=])`, { context: CONDITION }),
  sql(String.raw`\w{1,20}${CLOSE}*(?:=|like\b)${OPEN}*\w{1,20}(?!\w)`, { context: CONDITION, check: comparesTheSame }),
  sql(String.raw`(?:true|false|not${B}+(?:true|false)|\d{1,4})['")\s]*(?:--|#)`, { context: CONDITION }),
  sql(String.raw`\d{1,9}\s*=\s*\d{1,9}${B}+(?:and|or)${B}+\d{1,9}\s*=\s*\d{1,9}`, {
    context: String.raw`\bwhere${OPEN}+`,
  }),
  sql(String.raw`['"]\)?${B}*(?:or|and|\|\||&&)${B}*(?:'{2}|"{2})${B}*(?:[-&^*+/%|=]${B}*['"]|$)`),
  sql(
    String.raw`['"]\)*${B}*(?:or|and|xor|\|\||&&)${B}+(?:true|\d{1,9}|'\w{0,20}'|"\w{0,20}")${B}*(?:--|#|/\*|like\b|=${B}*['"]|between\b|in${B}*\()`,
  ),
  // The whole of a text is what was added to a query.
  sql(String.raw`^\s*(?:or|and|having)${OPEN}+\w{1,20}${CLOSE}*(?:=|<|>|like\b)${OPEN}*\w{1,20}${CLOSE}*(?:--|#|$)`),
  sql(String.raw`^\s*(?:or|and)\s+(?:true|false)\s*$|^\s*\d{1,4}\s*[-+*/]\s*(?:true|false)\s*$`),
  sql(String.raw`^\s*['"]\)*\s*(?:--|#|/\*)|['"]\)*\s*=\s*\d{1,4}\s*--`),
  sql(String.raw`['"]\)*\s*(?:or|and)\s+(?:\w{1,30}\s+like\s+)?\(*['"][%\w]{0,20}\s*$`),
  sql(String.raw`['"]\)*\s*(?:and|or)\s+\w{1,40}\s+is\s+(?:not\s+)?null\s*;?\s*(?:--|#)`),
];

/** Other rows beside those of the query: what is selected are constants, as many as it takes. */
const UNIONS: readonly PatternRule[] = [
  sql(String.raw`\bunion${B}+(?:all${B}+|distinct${B}+)?\(?select${OPEN}+${LITERAL}`),
  sql(String.raw`['"]\){0,5}${B}*union${B}+(?:all${B}+|distinct${B}+)?\(?select\b`),
  sql(String.raw`\border${B}+by${B}+(?:\d{1,9}${B}*(?:--|#)|\d{2,9}(?![\d,.\w]))|^\s*order${B}+by${B}+\d{1,3}\s*$`),
  sql(String.raw`\border${B}+by${B}+\d{1,3},(?:sleep|benchmark|extractvalue|updatexml|\(select)\b`),
  sql(String.raw`['"]\){0,5}${B}*(?:group|order)${B}+by\b[^'"\n]{0,60}(?:--|#|having\b)`),
];

/** Functions that tell by how long an answer takes, by what an error says, or that reach out of the database. */
const FUNCTIONS: readonly PatternRule[] = [
  sql(String.raw`\bbenchmark\(\s*\d{4,12}\s*,`),
  sql(String.raw`\bpg_sleep\(\s*\d`),
  sql(String.raw`\bwaitfor${B}+delay${B}*['"(]`),
  sql(String.raw`sleep\(\s*\d{1,6}\s*\)`, {
    context: String.raw`(?:\b(?:and|or|xor|select|if|when|then|else|by)\b|&&|\|\|)${OPEN}*(?:[^\n;]{0,40}[,(=]\s*)?`,
  }),
  sql(String.raw`['"]\)?\s*[-+;,|&]{0,2}\s*sleep\(\s*\d{1,6}\s*\)`),
  sql(String.raw`^\s*sleep\(\s*\d{1,6}\s*\)\s*(?:=|--|#|$)`),
  sql(String.raw`\bif${B}*\(\s*\d{1,9}\s*=\s*\d{1,9}\s*[,)]`),
  sql(String.raw`/\*!\d{0,5}\s*(?:union|select|and|or|')`),
  sql(String.raw`\brandomblob\(\s*\d{6,12}`),
  sql(
    String.raw`\b(?:utl_inaddr\.get_host_(?:address|name)|utl_http\.request|dbms_pipe\.receive_message|dbms_lock\.sleep|dbms_ldap\.init|httpuritype|ctxsys\.drithsx\.sn)\s*\(`,
  ),
  sql(String.raw`\b(?:extractvalue|updatexml)\s*\([^()\n]{0,60},\s*concat\s*\(`),
  sql(String.raw`\b(?:exec|execute)\b[^\n;]{0,40}\b[sx]p_\w{3,40}`),
  sql(String.raw`\bxp_(?:cmdshell|regread|regwrite|dirtree|fileexist|subdirs)\b`),
  sql(String.raw`\b(?:load_file|load${B}+data${B}+infile)\s*\(?\s*(?:['"]|0x|char\()`),
  sql(String.raw`\binto${B}+(?:outfile|dumpfile)${B}*['"]`),
  sql(String.raw`\bcopy${B}+[\w.]{1,40}${B}+(?:from|to)${B}+(?:program${B}+)?['"]/`),
  sql(String.raw`\bprocedure${B}+analyse\s*\(`),
  sql(String.raw`\brlike${B}*\(\s*select\b`),
  sql(String.raw`\bcase${B}+when${B}*\(?\s*\d{1,9}\s*=\s*\d{1,9}`),
  sql(String.raw`\bmake_set\(\s*\d{1,9}\s*=`),
  sql(String.raw`\bchar\(\d{1,3}\)\s*(?:\+|\|\||,)\s*char\(\d{1,3}\)`),
  sql(String.raw`\bchr\(\d{1,3}\)\s*\|\|\s*chr\(\d{1,3}\)`),
];

/** What is asked about the database itself, out of a condition. */
const SCHEMA: readonly PatternRule[] = [
  sql(
    String.raw`select${B}+[^;'"]{0,80}?(?:@@version|@@datadir|@@hostname|sysobjects|syscolumns|sys\.user\$|all_tab_columns|all_tables|dba_\w{3,30}|user_tables|v\$version|information_schema\.\w{3,30}|sqlite_master|pg_catalog\.\w{3,30}|mysql\.user)`,
    { context: String.raw`(?:\band\b|\bor\b|[,(='"])${B}*\(?${B}*` },
  ),
  sql(String.raw`\bselect${B}+\(?\s*@@\w{3,30}`),
  sql(String.raw`\bselect${B}+current_setting\s*\(|\bfrom${B}+pg_shadow\b`),
  sql(String.raw`\b(?:and|or)${B}+\(?\d{1,4}\)?${B}*(?:=|in|>|<)${B}*\(?\s*select\b`),
  sql(String.raw`select\b[^;\n]{0,120}?\)\s*(?:=|>|<)`, { context: String.raw`\b(?:and|or)${B}*\(\s*` }),
  sql(
    String.raw`\b(?:ascii|substring|substr|mid|ord|length)\s*\(\s*(?:\(\s*select\b|user\(|database\(|version\(|@@version)`,
  ),
];

/** A text that ends the value it was put into, and goes on with a statement or a comment. */
const BREAKS: readonly PatternRule[] = [
  sql(
    String.raw`['"]\){0,5}\s*;\s*(?:drop${B}+(?:table|database|user|schema|view|column)|shutdown\b|exec(?:ute)?\b[\s(]|declare${B}+@|truncate${B}+table|alter${B}+(?:table|user|login))`,
  ),
  sql(
    String.raw`['"]\){0,5}\s*;\s*(?:insert${B}+into|update${B}+\w{1,40}${B}+set|delete${B}+from|select\b|create${B}+(?:table|user|login))[^\n;]{0,120};?\s*(?:--|#)\s*(?:$|\n)`,
  ),
  sql(String.raw`;\s*drop${B}+(?:table|database|user|schema)${B}+[\w.\`"\[\]]{1,60}\s*;?\s*(?:--|#|/\*)`),
  sql(String.raw`\b(?:admin|administrator|root|sa)['"]\){0,5}\s*(?:--|#|/\*|\bor\b|\band\b|\|\|)`),
];

/** Texts that change what a query does to which they are added. */
export const SQL_RULES: readonly PatternRule[] = [...TAUTOLOGIES, ...UNIONS, ...FUNCTIONS, ...SCHEMA, ...BREAKS];
