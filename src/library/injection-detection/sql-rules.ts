import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf } from "./injection-rule.ts";

const sql = rulesOf("sqli");

/** White space: blanks, `+` as in URLs, and comments. */
const B = String.raw`(?:[\s+]|/\*(?:[^*]|\*+[^*/])*\*+/)`;
/** White space, brackets and quotes before or after an operand. */
const OPEN = String.raw`(?:${B}|[('"])`;
const CLOSE = String.raw`(?:${B}|[)'"])`;
const LITERAL = String.raw`(?:null|-?\d{1,9}|0x[0-9a-f]{1,40}|@@\w{1,30}|(?:user|version|database|current_user|char|chr|concat|concat_ws|group_concat|load_file|sleep|benchmark|unhex|hex)\s*\(|(?:'[^']{0,60}'\s*(?:,|\|\||[+]|from\b)|(?:'[^']{0,60}'|"[^"]{0,60}")\s*(?:[;#/)]|--|$))|\(\s*select\b)`;

const unquoted = (text: string): string => text.replaceAll(/[\s'"()+]|\/\*[^*]*\*\//g, "").toLowerCase();

/** Whether both sides of a comparison are equal: `1=1`, `'x'='x`, `a='a'`. Equal long names may be a real query. */
const comparesTheSame = (value: string): boolean => {
  const [left = "", right = ""] = value.split(/=|\br?like\b/i).map(unquoted);
  return right !== "" && left === right && (right.length < 3 || /['"\d]/.test(value));
};

/** Comments out the rest of a query. `#` only at the end of a line, since other languages start comments with it. */
const COMMENT = String.raw`(?:--|#[ \t]*(?:$|\n))`;

/** A keyword that appends a condition to a query. */
const CONDITION = String.raw`\b(?:or|and|having|xor)\b${OPEN}*(?:not\b${OPEN}*)?`;

/** Conditions that are always true or always false, which real queries do not have. */
const TAUTOLOGIES: readonly PatternRule[] = [
  sql(String.raw`\d{1,9}${CLOSE}*(?:=|<>|!=|>=|<=|<|>|r?like\b)${OPEN}*\d{1,9}(?![\w.=])`, { context: CONDITION }),
  sql(String.raw`\w{1,20}${CLOSE}*(?:=|r?like\b)${OPEN}*\w{1,20}(?!\w)`, {
    context: CONDITION,
    check: comparesTheSame,
  }),
  sql(String.raw`(?:true|false|not${B}+(?:true|false)|\d{1,4})['")]*[ \t+]*${COMMENT}`, { context: CONDITION }),
  sql(String.raw`\d{1,9}\s*=\s*\d{1,9}${B}+(?:and|or)${B}+\d{1,9}\s*=\s*\d{1,9}`, {
    context: String.raw`\bwhere${OPEN}+`,
  }),
  sql(String.raw`['"]\)?${B}*(?:or|and|\|\||&&)${B}*(?:'{2}|"{2})${B}*(?:[-&^*+/%|=]${B}*['"]|$)`),
  sql(
    String.raw`['"]\)*${B}*(?:or|and|xor|\|\||&&)${B}+(?:true|\d{1,9}|'\w{0,20}'|"\w{0,20}")(?:[ \t+]*${COMMENT}|${B}*(?:/\*|like\b|[=<>]${B}*['"]|between\b|in${B}*\())`,
  ),
  // Constants of JSON on both sides.
  sql(String.raw`'[{[][^'\n]{0,80}'(?:${B}*::${B}*jsonb?)?${B}*(?:@>|<@|->>?|#>>?|\?[|&]?|[=<>])${B}*['"$]`, {
    context: CONDITION,
  }),
  // The complete text is a condition that is appended to a query.
  sql(String.raw`^\s*(?:or|and|having)${OPEN}+\w{1,20}${CLOSE}*(?:=|<|>|like\b)${OPEN}*\w{1,20}${CLOSE}*(?:--|#|$)`),
  sql(String.raw`^\s*(?:or|and)\s+(?:true|false)\s*$|^\s*\d{1,4}\s*[-+*/]\s*(?:true|false)\s*$`),
  sql(String.raw`^\s*['"]\)*\s*(?:--[\s+-]*\w{0,12}\s*$|#[ \t]*(?:$|\n)|/\*)|['"]\)*\s*=\s*\d{1,4}\s*--`),
  sql(String.raw`['"]\)*\s*(?:or|and)\s+(?:\w{1,30}\s+like\s+)?\(*['"][%\w]{0,20}\s*$`),
  sql(
    String.raw`['"]\)*\s*(?:and|or)\s+\w{1,40}\s+is\s+(?:not\s+)?null\s*(?:;?\s*(?:--|#)|or\s+\w{1,40}\s*=\s*['"]\s*$)`,
  ),
];

/** At the start of the text: a short value and the quote that ends it. */
const AT_ONCE = String.raw`^[\w.@%-]{0,30}['"]\)*${B}*`;
const CALL = String.raw`\(*${B}*\w{1,30}(?:\.\w{1,30})?${B}*\(`;

/** Payloads that start at the start of the text: they end a value of a query and continue the query. */
const FROM_THE_START: readonly PatternRule[] = [
  sql(
    String.raw`${AT_ONCE}(?:(?:or|and|xor)\b|&&)${B}*(?:not\b${B}*)?(?:\(*${B}*select\b|exists\b|${CALL}|[\w.@'"\x60]{1,40}${B}*(?:[=<>]|(?:like|in|between|is|rlike|regexp)\b))`,
  ),
  sql(String.raw`${AT_ONCE}(?:\|\|${B}*(?:\(|${CALL}|['"]?\d)|\+${B}*\(${B}*select\b)|^\s*\(?\|\|['"]?\d{1,4}\)?\s*$`),
  sql(String.raw`^\s*['"]\s*(?:=\s*['"]{0,2}\s*or\b|(?:or|and)\s*(?:''|""))`),
  sql(String.raw`^\s*['"]\)*${B}*(?:or|and)${B}+[^\n]{1,160}(?:--|#)[\s+-]*$`),
  sql(
    String.raw`(?:^\s*|\w=)-?\d{1,9}\)*${B}*;${B}*(?:drop|exec(?:ute)?|shutdown|declare|truncate|alter|delete|insert|update|select|copy|create|grant)\b`,
  ),
  sql(String.raw`${AT_ONCE};${B}*(?:select|insert|update|delete|copy|create|grant|begin|declare|call|load)\b`),
];

const joined = (words: readonly string[]): string =>
  words
    .flatMap((word) => Array.from({ length: word.length - 1 }, (_, at) => [word.slice(0, at + 1), word.slice(at + 1)]))
    .map((halves) => halves.join(String.raw`/\*[^*\n]{0,20}\*/`))
    .join("|");

/** SQL keywords split by comments, which databases ignore. */
const SPLIT_WORDS: readonly PatternRule[] = [
  sql(String.raw`\b(?:${joined(["union", "select", "sleep", "where", "insert"])})\b`),
  sql(String.raw`['"\d]${B}*\b(?:${joined(["or", "and"])})\b${B}*['"\d(]`),
];

/** Whether a quote closes a string that was not opened in its line. In programs and queries, quotes are paired. */
const breaksOut = (value: string, before: string): boolean => {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /(?:^|[\w).%-])$/.test(line) && line.split(value.charAt(0)).length % 2 === 1;
};

/** `UNION SELECT` of constants, and the probes for the number of columns before it. */
const UNIONS: readonly PatternRule[] = [
  sql(String.raw`\bunion${B}+(?:all${B}+|distinct${B}+)?\(?select${OPEN}+${LITERAL}`),
  sql(String.raw`['"]\){0,5}${B}*union${B}+(?:all${B}+|distinct${B}+)?\(?select\b`, { check: breaksOut }),
  sql(
    String.raw`['"]\){0,5}${B}*union${B}+(?:all${B}+|distinct${B}+)?\(?select\b[^\n]{1,160}?(?:${COMMENT}|/\*\s*(?:$|\n))`,
  ),
  sql(String.raw`\border${B}+by${B}+(?:\d{1,9}${B}*(?:--|#|/\*)|\d{2,9}(?![\d,.\w]))|^\s*order${B}+by${B}+\d{1,3}\s*$`),
  sql(String.raw`\border${B}+by${B}+\d{1,3},(?:sleep|benchmark|extractvalue|updatexml|\(select)\b`),
  sql(String.raw`['"]\){0,5}${B}*(?:group|order)${B}+by\b[^'"\n]{0,60}${COMMENT}`),
];

/** Functions for time-based and error-based injection, and functions that reach the network, files or a shell. */
const FUNCTIONS: readonly PatternRule[] = [
  sql(String.raw`\bbenchmark\(\s*\d{4,12}\s*,`),
  sql(String.raw`\bpg_sleep\(\s*[^)\s]`),
  sql(String.raw`\bwaitfor${B}+delay${B}*['"(]`),
  sql(String.raw`sleep\(\s*\d{1,6}\s*\)`, {
    context: String.raw`(?:\b(?:and|or|xor|select|if|when|then|else|by)\b|&&|\|\|)${OPEN}*(?:[^\n;]*[,(=]\s*)?`,
  }),
  sql(String.raw`['"]\)?\s*[-+;,|&]{0,2}\s*sleep\(\s*\d{1,6}\s*\)`),
  sql(String.raw`['"][-=.+|&*\s]{1,4}(?:sleep|pg_sleep|benchmark)\(\s*\d{1,9}`),
  // A loop that waits, in JavaScript that a database runs.
  sql(String.raw`['"]\)*\s*;\s*(?:var\s+)?\w{1,9}\s*=\s*new\s+date\b[^\n]{0,60}?\bwhile\b`),
  sql(String.raw`^\s*sleep\(\s*\d{1,6}\s*\)\s*(?:=|--|#|$)`),
  // Comparisons of two numbers, and expensive calls: probes whether the query runs.
  sql(String.raw`\b(?:elt|iif|make_set)${B}*\(\s*\d{1,9}\s*(?:[=<>]|r?like\b)\s*\d{1,9}\s*,`),
  sql(String.raw`\bregexp_substring\s*\(\s*repeat\s*\(|!sleep\(\s*\d{1,6}\s*\)`),
  sql(String.raw`\bif${B}*\(\s*\d{1,9}\s*(?:=|r?like\b)\s*\d{1,9}\s*[,)]`),
  sql(String.raw`/\*!\d{0,5}\s*(?:union\b|select\b|and\b|or\b|case\b|waitfor\b|')`),
  sql(String.raw`\brandomblob\(\s*\d{6,12}`),
  sql(
    String.raw`\b(?:utl_inaddr\.get_host_(?:address|name)|utl_http\.request|dbms_pipe\.receive_message|dbms_lock\.sleep|user_lock\.sleep|dbms_ldap\.init|httpuritype|ctxsys\.drithsx\.sn)\s*\(`,
  ),
  sql(String.raw`\b(?:extractvalue|updatexml)\s*\((?:[^()\n]|\(\)){0,60},\s*concat\s*\(`),
  sql(
    String.raw`\b(?:json_keys|exp|gtid_subset|geometrycollection|(?:multi)?(?:point|polygon|linestring)|st_latfromgeohash|updatexml|extractvalue)\s*\(\s*~?\(\s*select\b`,
  ),
  sql(String.raw`\b(?:gtid_subset|gtid_subtract|name_const)\s*\(\s*(?:version|user|database|concat|char|hex|@@|\()`),
  sql(
    String.raw`\bxp_\w{0,40}|\bsp_(?:oa|makewebtask|addextendedproc|add(?:srvrolemember|login)|password|configure)\w{0,20}`,
    {
      context: String.raw`\bexec(?:ute)?\b[^\n;]*`,
    },
  ),
  sql(String.raw`\bsp_\w{0,40}`, { context: String.raw`['"\d]\)*\s*;${B}*exec(?:ute)?\b[^\n;]*` }),
  sql(String.raw`\bdeclare${B}+@\w{1,30}\b[^\n]{0,80}?=\s*(?:cast\s*\(\s*)?0x[0-9a-f]{8}[^\n]{0,500}?\bexec`),
  sql(String.raw`\b(?:openrowset|opendatasource)\s*\(\s*['"]`),
  sql(String.raw`\bxp_(?:cmdshell|regread|regwrite|dirtree|fileexist|subdirs)\b`),
  sql(String.raw`\b(?:load_file|load${B}+data${B}+infile)\s*\(?\s*(?:['"]|0x|char\()`),
  sql(String.raw`\binto${B}+(?:outfile|dumpfile)${B}*['"]`),
  sql(String.raw`\bcopy${B}+[\w.]{1,40}${B}+(?:from|to)${B}+['"]/|\bcopy\b[^;\n]{0,80}?\b(?:from|to)${B}+program\b`),
  sql(String.raw`\bprocedure${B}+analyse\s*\(`),
  sql(String.raw`\brlike${B}*\(\s*select\b`),
  sql(String.raw`\bcase${B}+when${B}*\(?\s*\d{1,9}\s*(?:=|r?like\b)\s*\d{1,9}`),
  sql(String.raw`\bcase${B}+\d{1,9}${B}+when${B}+\d{1,9}${B}+then\b`),
  sql(String.raw`\bgenerate_series\s*\(\s*\d{1,3}\s*,\s*\d{6,12}`),
  sql(
    String.raw`\bfrom${B}+(?:sys|rdb\$|sysibm|information_schema|all_users|sysmaster|domain)[\w.$:]{0,40}${B}+(?:as${B}+)?t1\s*,`,
  ),
  sql(String.raw`\bdeclare${B}+@\w{1,30}${B}+\w{0,10}char\s*\(\s*\d{1,5}\s*\)\s*;?\s*set${B}+@\w{1,30}\s*=\s*0x`),
  sql(String.raw`\bconcat\s*\(\s*0x[0-9a-f]{4,40}\s*,\s*\(?\s*select\b`),
  sql(String.raw`\bextractvalue\s*\(\s*xmltype\b|\bxmltype\s*\(\s*['"]\s*<\?xml`),
  sql(String.raw`\bmake_set\(\s*\d{1,9}\s*=`),
  sql(String.raw`\bchar\(\d{1,3}\)\s*(?:\+|\|\||,\s*char\(\d{1,3}\)\s*,)\s*char\(\d{1,3}\)`),
  sql(String.raw`\bchr\(\d{1,3}\)\s*\|\|\s*chr\(\d{1,3}\)`),
];

/** Queries of schema, version and settings in a condition. */
const SCHEMA: readonly PatternRule[] = [
  sql(
    String.raw`(?:@@version|@@datadir|@@hostname|sysobjects|syscolumns|sys\.user\$|all_tab_columns|all_tables|dba_\w{3,30}|user_tables|v\$version|information_schema\.\w{3,30}|sqlite_master|pg_catalog\.\w{3,30}|mysql\.user)`,
    { context: String.raw`(?:\band\b|\bor\b|[,(=]|[\w)]['"])${B}*\(?${B}*select${B}[^;'"]*` },
  ),
  sql(
    String.raw`\bselect${B}+\(?\s*@@(?:(?:global|session)\.)?(?:version|hostname|datadir|basedir|tmpdir|plugin_dir|secure_file_priv|servername|servicename|language|microsoft)\w{0,20}`,
  ),
  sql(String.raw`\bselect${B}+current_setting\s*\(|\bfrom${B}+pg_shadow\b`),
  sql(String.raw`\b(?:and|or)${B}+\(?\d{1,4}\)?${B}*(?:=|in|>|<)${B}*\(?\s*select\b`),
  sql(String.raw`\)\s*[=<>]`, { context: String.raw`\b(?:and|or)${B}*\(\s*select\b[^;\n]*` }),
  sql(
    String.raw`\b(?:ascii|substring|substr|mid|ord|length)\s*\(\s*(?:\(\s*select\b|user\(|database\(|version\(|@@version)`,
  ),
];

/** Ends a value and the statement, and starts another statement or a comment. */
const BREAKS: readonly PatternRule[] = [
  sql(
    String.raw`['"]\){0,5}\s*;\s*(?:drop${B}+(?:table|database|user|schema|view|column)|shutdown\b|exec(?:ute)?${B}+[\w@]|declare${B}+@|truncate${B}+table|alter${B}+(?:table|user|login))`,
  ),
  sql(
    String.raw`['"]\){0,5}\s*;\s*(?:insert${B}+into|update${B}+\w{1,40}${B}+set|delete${B}+from|select\b|create${B}+(?:table|user|login))[^\n;]{0,120};?\s*(?:--|#)\s*(?:$|\n)`,
  ),
  sql(String.raw`;\s*drop${B}+(?:table|database|user|schema)${B}+[\w.\`"\[\]]{1,60}\s*;?\s*(?:--|#|/\*)`),
  sql(String.raw`\b(?:admin|administrator|root|sa)['"]\){0,5}${B}*(?:--|#|/\*|\bor\b|\band\b|\|\|)`),
];

/** SQL injections: texts that change the query into which they are inserted. */
export const SQL_RULES: readonly PatternRule[] = [
  ...TAUTOLOGIES,
  ...FROM_THE_START,
  ...SPLIT_WORDS,
  ...UNIONS,
  ...FUNCTIONS,
  ...SCHEMA,
  ...BREAKS,
];
