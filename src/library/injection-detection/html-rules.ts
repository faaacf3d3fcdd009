import type { PatternRule } from "../../text/patterns/rule.ts";
import { rulesOf } from "./injection-rule.ts";

const xss = rulesOf("xss");

/** Characters that browsers ignore inside a scheme. */
const C = String.raw`(?:[\x00-\x20]|&(?:tab|newline);?)*`;
const scheme = (name: string): string => `${name.split("").join(C)}${C}:`;
const SCRIPT_SCHEME = String.raw`(?:${scheme("javascript")}|${scheme("vbscript")}|${scheme("livescript")}|mocha:)`;
/** Separates the parts of a tag. */
const S = String.raw`[\s/"'\x60+\x00-\x20]`;
/** The beginning of a tag. A `>` in quotes does not end it. */
const IN_TAG = String.raw`<[!?/]?[a-z](?:[^<>]*=\s*(?:"[^"<>]*>[^"<]*"|'[^'<>]*>[^'<]*'))?[^<>]*${S}`;

/** Calls that prove that code runs (`alert`), or that access the page, its storage or the network. */
const ACT = String.raw`(?:alert|prompt|confirm|eval|settimeout|setinterval|fromcharcode|importscripts|document\.|window\.(?:location|name|open)|location(?:\.|\s*=)|innerhtml|srcdoc|atob\(|fetch\(|xmlhttprequest|this\.ownerdocument|javascript\s*:|vbscript\s*:|expression\s*\(|write(?:ln)?\(|\$\.getscript\(|import\(|(?:window|self|top|parent|frames|globalthis)\s*\[|\b\w\[\w\]\(|appendchild|createelement|throw\b|onerror\s*=)`;

const IDLE_SCRIPT = /^[^:]*:\s*(?:void\b|;|$|['"]|history\.|window\.print|print\(|\{?\}?\s*['"]|return\b)/i;

/** Whether the name of a tag is in mixed case, such as `<ScRiPt`. Capitalized names do not count. */
const isOfMixedCase = (value: string): boolean => {
  const name = value.replaceAll(/[^a-z]/gi, "");
  return /[a-z]/.test(name) && /[A-Z]/.test(name.slice(1));
};

/** Names of event handlers by their beginnings. Scanners try them one at a time. */
const HANDLER_NAMES =
  /^on(?:abort|activate|after|animation|before|begin|blur|bounce|can|cell|change|click|close|context|control|copy|cue|cut|data|dbl|deactivate|delete|drag|drop|duration|emptied|end|error|filter|finish|focus|form|full|got|hash|help|hover|input|invalid|key|language|layout|load|lose|lost|media|message|mouse|move|offline|online|open|out|page|paste|pause|play|pointer|popstate|progress|property|rate|ready|redo|rejection|repeat|reset|resize|resume|reverse|row|scroll|search|security|seek|select|show|slot|stalled|start|stop|storage|submit|suspend|sync|time|toggle|touch|track|transition|undo|unhandled|unload|url|volume|waiting|webkit|wheel|xx)\w*$/i;

/**
 * Event handlers. A quoted handler such as `onclick="save()"` is ordinary; unquoted ones and those with `ACT` are not.
 */
const HANDLERS: readonly PatternRule[] = [
  xss(String.raw`on[a-z]{2,30}[^a-z0-9<>"'=\s]{0,40}\s*=\s*[^\s"'<>=\x60{$]`, { context: IN_TAG }),
  xss(
    String.raw`on[a-z]{2,30}\s*=\s*(?:"(?:[^"<>]|=>){0,200}?|'(?:[^'<>]|=>){0,200}?|\x60[^\x60<>]{0,200}?|(?:[^\s<>]|=>){0,100}?)(?<!\w)${ACT}`,
    { context: IN_TAG },
  ),
  xss(String.raw`on[a-z]{2,30}\s*=\s*["'\x60]?\s*(?:${SCRIPT_SCHEME}|&)`, { context: IN_TAG }),
  // Ends an attribute and adds a handler.
  xss(String.raw`["'\x60](?:\s+[a-z]{2,20}){0,2}\s+on[a-z]{3,30}\s*=\s*["'\x60]?[\s(]*(?:\w\)\s*=>\s*\(*)?${ACT}`),
  // The complete text is inserted into a tag.
  xss(
    String.raw`^[\s/]*(?:[a-z][\w-]*(?:=[^\s<>]*)?[\s/]+){0,6}on[a-z]{3,30}\s*=\s*["'\x60]?[^\s<>;]{0,40}?(?<![\w;])${ACT}`,
  ),
  xss(String.raw`\bon[a-z]{3,30}\s+cdata\s*["']`),
  xss(String.raw`^\s*on[a-z]{3,30}\s*$`, { check: (value) => HANDLER_NAMES.test(value.trim()) }),
];

const LINKS = String.raw`(?:href|src|action|formaction|data|content|background|lowsrc|dynsrc|poster|from|to|by|values|value|code|codebase|classid|srcdoc|style|xmlns|folder|url|cite|longdesc|profile|implementation|handler|ev:event|target|fscommand|seeksegmenttime|param)`;

/** URLs that run as code. */
const SCHEMES: readonly PatternRule[] = [
  xss(String.raw`["'\x60]?[^"'\s<>]{0,20}?\s*${SCRIPT_SCHEME}[^\s<>]{0,40}`, {
    context: String.raw`\b${LINKS}\s*=\s*`,
    check: (value) => !IDLE_SCRIPT.test(value.slice(value.search(/[jvlm][^:]*:/i))),
  }),
  xss(String.raw`(?:url\s*[(=]|@import)\s*["'(]?\s*${SCRIPT_SCHEME}`),
  xss(
    String.raw`(?<!\w)${SCRIPT_SCHEME}\s*(?:javascript:)?[/\w.\x60%+*!~({[-]{0,20}?(?:alert|prompt|confirm|eval|document\.|window\.|location|fromcharcode|msgbox|open\()`,
  ),
  xss(
    String.raw`=\s*["'\x60]?\s*data:\s*(?:text/html|text/xml|application/(?:xhtml\+xml|xml|x-javascript|javascript)|text/javascript|image/svg\+xml)[^"'<>]{0,40}`,
    {
      context: String.raw`<[a-z][^<>]*${S}(?:href|src|data|action|formaction|content|to|from|values|code|handler|xlink:href)\s*`,
    },
  ),
];

const IN_SCRIPT_TAG = String.raw`<script\b[^<>]*`;
const IN_SCRIPT = String.raw`<[\s\x00]*script\b[^<>]*>(?:\s*<!--)?[^<]*`;

/** Tags with code. Ordinary pages have scripts too, so these patterns match only what pages do not need. */
const TAGS: readonly PatternRule[] = [
  xss(String.raw`(?:\balert\s*[)?}\]]|json\.stringify\(\s*(?:local|session)storage\b|["']child_process["'])`, {
    context: IN_SCRIPT,
  }),
  // URLs without a scheme. Ordinary scripts write `https:`.
  xss(String.raw`(?:\b(?:fetch|sendbeacon|assign|replace|open)\s*\(|\blocation\s*=)\s*["'\x60]//\w`, {
    context: IN_SCRIPT,
  }),
  xss(
    String.raw`(?<![\w-])(?:(?:alert|prompt|confirm|eval)\s*[(\x60,;]|fromcharcode|document\.(?:cookie|domain|location\s*=|write(?:ln)?\s*\(\s*(?:["'\x60]|document|location))|javascript:)`,
    { context: IN_SCRIPT },
  ),
  xss(String.raw`<script(?:/[^>\s]|[\x00-\x08\x0b\x0e-\x1f]|[^\sa-z>/"'\x60,.:;!?)-]|\s+[/|"'\\=])`),
  xss(
    String.raw`\bsrc\s*=\s*(?:["']?\s*(?:data:|javascript:|/\\|\\\\)|[^\s"'<>]{0,10}//|["']?[^\s"'<>]{0,200}\.(?:jpe?g|png|gif|txt|css)\b)`,
    { context: IN_SCRIPT_TAG },
  ),
  xss(String.raw`data:(?:text|application)/javascript`, { context: String.raw`${IN_SCRIPT_TAG}\bimportmap\b[^<]*` }),
  xss(String.raw`\b(?:x|xlink):href\s*=|\b(?:for|event)\s*=|=\s*["']>`, { context: IN_SCRIPT_TAG }),
  // Ends an attribute and its tag. After an equals sign, two quotes are an empty value.
  xss(String.raw`(?<![=\s"'\x60])["'\x60]{2,3}>\s*<[a-z!/]`),
  xss(
    String.raw`<(?:bgsound|layer|ilayer|isindex|xss|frameset|applet|marquee|keygen)\b[^<>]{0,200}(?:src|on\w{3,20}|code|action|loop)\s*=`,
  ),
  xss(String.raw`<\??import\b[^<>]{0,100}(?:namespace|implementation)`),
  xss(
    String.raw`<(?:\w{1,10}:)?(?:set|animate|animatemotion|animatetransform)\b[^<>]{0,200}attributename\s*=\s*["']?(?:on\w{3,20}|xlink:href|href|innerhtml)`,
  ),
  xss(
    String.raw`<(?:iframe|object|embed|frame)\b[^<>]{0,200}(?:src|data|srcdoc|code)\s*=\s*["']?\s*(?:data:|javascript:|vbscript:|&lt;|<|//|\\\\)`,
  ),
  xss(String.raw`<(?:link|style)\b[^<>]{0,100}(?:rel\s*=\s*["']?import|href\s*=\s*["']?(?:javascript:|data:))`),
  xss(
    String.raw`<meta\b[^<>]{0,200}(?:url\s*=\s*["']?(?:javascript|data)|charset\s*=\s*["']?\s*(?:utf-7|x-imap4-modified-utf7|x-mac-farsi)|set-cookie|http-equiv\s*=\s*["']?link\b)`,
  ),
  xss(String.raw`<base\b[^<>]{0,100}href\s*=\s*["']?\s*(?:javascript|data|//)`),
  xss(String.raw`\+adw-`),
  // A tag inside the name of a tag, so that removing the inner one leaves a tag; and names in mixed case.
  xss(String.raw`<\w{1,6}<(?:/?script|img|svg|iframe|x)\b[^<>]{0,60}>\w`),
  xss(String.raw`</?(?:script|svg|style|img|body|object)\b`, { check: isOfMixedCase }),
  xss(String.raw`<(?:math|svg|a|use)\b[^<>]*${S}xlink:href\s*=\s*["']?\s*(?:https?:)?//`),
  xss(String.raw`<handler\b[^<>]*>\s*${ACT}`),
  xss(
    String.raw`href\s*=\s*["']?\s*https?://(?:\d{8,10}(?![\d.\w])|0x[0-9a-f]{8}(?!\w)|(?:0x[0-9a-f]{1,10}\.){3}|(?:0\d{1,12}\.){2}|(?:%[0-9a-f]{2}){4})`,
    { context: String.raw`<a\b[^<>]*${S}` },
  ),
  xss(
    String.raw`text/x-scriptlet|dataformatas\s*=|\w{1,20}\s*=\s*["']?(?:mhtml|view-source):|allowscriptaccess\s*=\s*["']?always`,
    { context: IN_TAG },
  ),
  xss(String.raw`<\??xml:namespace\b|<xml\b[^<>]{0,100}\b(?:src|id)\s*=`),
  xss(
    String.raw`(?:src|href|data|code)\s*=\s*["']?(?:[^\s"'<>]*[^\w"'<>])?xss(?!\w)[^\s"'<>]*\.(?:js|css|swf|htc|html?)`,
    {
      context: IN_TAG,
    },
  ),
  xss(String.raw`["'\x60]{3}(?:-{1,2}>|\]\]>)`, { check: (value) => !value.startsWith("\x60\x60\x60") }),
  xss(String.raw`["'\x60]-->\]\]>`),
  xss(String.raw`<xss[\s:>]|<iframe\b[^<>]{0,200}<|["']-->\s*</`),
  xss(String.raw`&\{\s*\w{1,30}\(`),
];

/** `expression` with comments and backslashes between its letters. */
const HIDDEN_EXPRESSION =
  "express".split("").join(String.raw`(?:/\*[^*]*\*/|\\){0,4}`) + String.raw`(?:/\*[^*]*\*/|\\){0,4}ion`;

/** CSS that old browsers run as code. */
const STYLES: readonly PatternRule[] = [
  xss(String.raw`:\s*(?:/\*[^*]*\*/){0,4}${HIDDEN_EXPRESSION}\s*\(`),
  xss(String.raw`-moz-binding\s*:`),
  xss(String.raw`@import['"]`, { context: String.raw`<style\b[^<>]*>\s*` }),
  xss(String.raw`\bbehaviou?r\s*:\s*url\(`),
];

/** JavaScript that proves that it runs, or sends data of the page elsewhere. */
const CODE: readonly PatternRule[] = [
  xss(
    String.raw`\b(?:alert|prompt|confirm)\s*(?:\(|\x60|&lpar;)\s*["'/\x60]?\s*(?:xss|document\.(?:cookie|domain|location)|1\b\s*\)|origin\b|window\.origin)`,
  ),
  xss(String.raw`["'][-+*/^;|&,]\s*(?:alert|prompt|confirm)\s*[(\x60]|\$\s*=\s*~\[\]`),
  xss(
    String.raw`\b(?:eval|settimeout|function)\s*\(\s*(?:atob|url\.|location\.|string\.fromcharcode|unescape)|\b(?:eval|settimeout)\s*\(\s*name\s*\)`,
  ),
  xss(String.raw`\bstring\.fromcharcode\s*\(\s*(?:88\s*,\s*83|97\s*,\s*108\s*,\s*101)`),
  xss(String.raw`\bdocument\.write(?:ln)?\s*\(\s*["'\x60]\s*<\s*(?:script|img|iframe)\b[^)]{0,120}document\.cookie`),
  xss(
    String.raw`\b(?:location|location\.href|src)\s*=\s*["'\x60][^"'\x60\n]{0,120}["'\x60]\s*\+\s*(?:document\.cookie|escape\(document|localstorage)`,
  ),
  xss(
    String.raw`\balert\s*\(\s*/|\(\s*alert\s*\)\s*\(|=\s*alert\s*[,;]\s*\w{1,20}\s*\(|["'\x60](?:a["'\x60]\s*\+\s*["'\x60]ler|ale["'\x60]\s*\+\s*["'\x60]r|aler["'\x60]\s*\+\s*["'\x60])t["'\x60]|["'\x60]al["'\x60]\s*\+\s*["'\x60]|/al/\.source|\d{2,6}\.\.tostring\(3\d\)`,
  ),
  xss(
    String.raw`\.\s*(?:/\*[^*]*\*/\s*)?(?:call|apply|map|sort|bind)\s*\x60\s*\$\{\s*(?:alert|eval|prompt|confirm|navigation)\b`,
  ),
  xss(String.raw`[!+]\[\][[\]()!+]{24,}`),
  xss(String.raw`(?:alert|prompt|confirm|eval)["'\x60]\s*\]\s*(?:\?\.)?[(\x60[.]`, {
    context: String.raw`\b(?:window|self|top|parent|frames|this|globalthis)(?:\s|/\*[^*]*\*/|\?\.)*\[(?:\s|/\*[^*]*\*/)*["'\x60]`,
  }),
  xss(
    String.raw`\bdocument(?:["'\x60]\s*\])?\)?(?:\s|/\*[^*]*\*/)*(?:\[(?:\s|/\*[^*]*\*/)*["'\x60]cookie|/\*[^*]*\*/\s*\.)`,
  ),
  xss(String.raw`innerhtml\s*=\s*innerhtml\b`),
  // The function under another name: decoded, unpacked, bound, or called for a conversion.
  xss(
    String.raw`\[\s*atob\s*\(\s*["'\x60]|\{\s*(?:alert|eval)\s*:\s*\w{1,20}\s*\}\s*=|\b(?:alert|prompt|confirm)\s*\.\s*(?:bind|call|apply)\s*\(|\b(?:valueof|tostring|tojson|toprimitive\])\s*:\s*(?:alert|eval|prompt|confirm)\b`,
  ),
  xss(String.raw`\bon[a-z]{3,20}\s*=\s*(?:alert|eval|prompt|confirm)(?![\w.])`, { context: IN_SCRIPT }),
  // Sends what the page keeps. Not a token from the storage, which clients of an API send.
  xss(String.raw`(?:document\.(?:cookie|body\.innerhtml|documentelement)|(?:local|session)storage)(?![\w.[])`, {
    context: String.raw`\b(?:fetch|sendbeacon)\s*\(\s*["'\x60](?:https?:)?//[^"'\x60\s]{0,200}["'\x60]?\s*[+,$][^;\n]*`,
  }),
  xss(String.raw`\w{1,8}\.key\b`, {
    context: String.raw`\.src\s*=\s*["'\x60](?:https?:)?//[^"'\x60\s]{0,200}(?:["'\x60]\s*\+|\$\{)\s*`,
  }),
  xss(String.raw`^\s*(?:&lt;?|&#0{0,8}60;?|&#x0{0,8}3c;?|\\x3c|\\u003c|%3c)\s*$`),
  xss(String.raw`&#(?:x0{1,8}3c|0{1,8}60)(?:;|(?![0-9a-f]))`),
  xss(String.raw`&#x3c(?![0-9a-f;])|&#60(?![0-9;])`),
];

/** Cross-site scripting: texts that run as code in a page that displays them. */
export const HTML_RULES: readonly PatternRule[] = [...HANDLERS, ...SCHEMES, ...TAGS, ...STYLES, ...CODE];
