import type { PatternRule } from "../../text/patterns/rule.ts";
import { bareRules } from "./bare-rules.ts";
import { leadsAway } from "./judge-link.ts";
import { markupRules } from "./markup-rules.ts";
import type { LinkSettings } from "./settings.ts";

type Check = NonNullable<PatternRule["check"]>;

const NAMES =
  "(?:href|src|srcset|imagesrcset|formaction|poster|background|cite|longdesc|ping|manifest|lowsrc|dynsrc|codebase|classid|attributionsrc)";
/** Attribute names that programs use too, before texts of any length. */
const COMMON_NAMES = "(?:data|action|code|archive|profile|icon)";
const ATTRIBUTE = `(?i)(?<![a-z0-9_])${NAMES}\\s*=\\s*`;
const COMMON_ATTRIBUTE = `(?i)(?<![a-z0-9_])${COMMON_NAMES}\\s*=\\s*`;
const LISTS = /(?:srcset|ping|attributionsrc)\s*=\s*["']?\s*$/i;

const CSS_ESCAPE = /\\([\da-f]{1,6})[ \t\n\f\r]?/gi;
const withoutCssEscapes = (text: string): string =>
  text.replaceAll(CSS_ESCAPE, (_, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });

/** The destination without the title after it and the angle brackets around it. */
const destination = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed.startsWith("<")) return trimmed.slice(1).replace(/>.*$/s, "");
  return trimmed.replace(/\s+(?:"[^]*"?|'[^]*'?|\([^]*\)?)$/, "");
};

/** The end of a string or comment of a program that contains the link, and all text after it. */
const END_AROUND = /\\*(?:["'`]|\*\/)[^]*$/;
const SIGN = "(?:[^ \\n<>()\"'`*]|[*](?!/))";
const UP_TO_END_AROUND = `<?${SIGN}*[^\\s<>()"'\`*\\\\]`;

/** The end of a surrounding comment, or a quote where no string can start, which ends a surrounding string. */
const ENDS_AROUND = /\*\/|[^\s(=+,:[{\\]\\*["'`]/;

const isUnpaired = (text: string, sign: string): boolean => text.split(sign).length % 2 === 0;

/** Whether a text extends beyond the string or comment that contains it. */
const leavesAround = (text: string): boolean =>
  ENDS_AROUND.test(text) || ['"', "'", "`"].some((sign) => isUnpaired(text.replaceAll(/\\./gs, ""), sign));

/** A line end, which may come from an entity. An empty line ends every Markdown construct. */
const LINE_END = "\\n(?!\\n)";
/** Destinations that remain links even with a line end inside. */
const BROKEN = /^(?:https?|ftp|wss?|javascript|vbscript|data|file):|^[/\\]{2}/i;
/** Not a reference definition but code, with a block on the next line: `-> list[int]:` and `try:`. */
const IN_PROGRAM = /\]:\s*\n\s*(?:try|else|finally):$/;
const DANGEROUS = "(?:javascript|vbscript|data|blob|filesystem|view-source)";

/**
 * Rules for the places of links: bare, Markdown (inline, image, reference, autolink), HTML attributes, CSS,
 * `refresh`, and other markup. A pattern determines where a link ends, `leadsAway` whether it is allowed.
 */
export const linkRules = (settings: LinkSettings): readonly PatternRule[] => {
  const judge: Check = (link) => leadsAway(link, settings);
  const attribute: Check = (value, before) =>
    LISTS.test(before) ? value.split(/[\s,]+/).some((link) => leadsAway(link, settings)) : leadsAway(value, settings);
  const broken: Check = (text) => BROKEN.test(destination(text).replaceAll("\n", "")) && judge(destination(text), "");
  const css: Check = (value) => leadsAway(withoutCssEscapes(value), settings) || leadsAway(value, settings);
  const rule = (pattern: string, check: Check, context?: string): PatternRule => ({
    id: "LINK",
    pattern,
    check,
    ...(context !== undefined && { context }),
  });
  const markdown: Check = (text) => judge(destination(text), "");
  const reference: Check = (text, before) => !IN_PROGRAM.test(before + text) && markdown(text, before);
  /** Masks only up to the end of a surrounding string or comment, if that part alone leads away. */
  const within = (pattern: string, check: Check, context: string): readonly PatternRule[] => [
    rule(
      pattern,
      (text, before) =>
        check(text, before) && !(leavesAround(destination(text)) && check(text.replace(END_AROUND, ""), before)),
      context,
    ),
    rule(UP_TO_END_AROUND, check, context),
  ];
  return [
    ...bareRules(settings),
    ...markupRules(settings),
    ...within(
      `<(?:[^<>\\n]|${LINE_END})+>?|(?:[^()\\s<]|\\([^()\\n]*\\))(?:[^()\\n]|${LINE_END}|\\([^()\\n]*\\))*`,
      markdown,
      "\\]\\(\\s*",
    ),
    ...within("<[^<>\\n]+>?|[^\\s<>][^ \\n]*", reference, "\\]:\\s*"),
    rule("<?[a-zA-Z/\\\\]{1,10}\\n[^\\s<>\"'`]*[^\\s<>\"'`\\\\]>?", broken, "\\]:\\s*"),
    rule(`(?i)${DANGEROUS}:[^<>]*`, judge, "<"),
    rule('[^"]+', attribute, `${ATTRIBUTE}"`),
    rule("[^']+", attribute, `${ATTRIBUTE}'`),
    ...within("[^ >\"'][^ >]*", attribute, ATTRIBUTE),
    rule('[^"{}\\[\\] ]+', attribute, `${COMMON_ATTRIBUTE}"\\s*`),
    rule("[^'{}\\[\\] ]+", attribute, `${COMMON_ATTRIBUTE}'\\s*`),
    ...within("[^ >\"'{}\\[\\]][^ >{}\\[\\]]*", attribute, COMMON_ATTRIBUTE),
    rule("[^ \"'<>]*[^ \"'<>\\\\]", judge, "(?i)[;,\\s\\d\"']url\\s*=\\s*[\"']?\\s*"),
    rule("[^\"')]+", css, "(?i)(?<![a-z0-9_-])url\\(\\s*[\"']?\\s*"),
    rule("(?:&#?\\w{1,8};|[^\"';])+", css, "(?i)(?:@import|image-set\\((?:[^;{}]*,)?)\\s*[\"']\\s*"),
  ];
};
