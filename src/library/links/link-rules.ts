import type { PatternRule } from "../../text/patterns/rule.ts";
import { bareRules } from "./bare-rules.ts";
import { leadsAway } from "./judge-link.ts";
import type { LinkSettings } from "./settings.ts";

type Check = NonNullable<PatternRule["check"]>;

const NAMES =
  "(?:href|src|srcset|imagesrcset|formaction|poster|background|cite|longdesc|ping|manifest|lowsrc|dynsrc|codebase|classid)";
/** Names that also stand in programs, before texts of any length. */
const COMMON_NAMES = "(?:data|action|code|archive|profile|icon)";
const ATTRIBUTE = `(?i)(?<![a-z0-9_])${NAMES}\\s*=\\s*`;
const COMMON_ATTRIBUTE = `(?i)(?<![a-z0-9_])${COMMON_NAMES}\\s*=\\s*`;
const LISTS = /(?:srcset|ping)\s*=\s*["']?\s*$/i;

const CSS_ESCAPE = /\\([\da-f]{1,6})[ \t\n\f\r]?/gi;
const withoutCssEscapes = (text: string): string =>
  text.replaceAll(CSS_ESCAPE, (_, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });

/** The destination without a title behind it, and without the angle brackets around it. */
const destination = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed.startsWith("<")) return trimmed.slice(1).replace(/>.*$/s, "");
  return trimmed.replace(/\s+(?:"[^]*"?|'[^]*'?|\([^]*\)?)$/, "");
};

/** What may end the string or the comment of a program that a link stands in, and all behind it. */
const END_AROUND = /\\*(?:["'`]|\*\/)[^]*$/;
const SIGN = "(?:[^ \\n<>()\"'`*]|[*](?!/))";
const UP_TO_END_AROUND = `<?${SIGN}*[^\\s<>()"'\`*\\\\]`;

/** A quote behind what opens none ends what stands around it. */
const ENDS_AROUND = /\*\/|[^\s(=+,:[{\\]\\*["'`]/;

const isUnpaired = (text: string, sign: string): boolean => text.split(sign).length % 2 === 0;

/** Whether a text goes over the end of the string or the comment it stands in. */
const leavesAround = (text: string): boolean =>
  ENDS_AROUND.test(text) || ['"', "'", "`"].some((sign) => isUnpaired(text.replaceAll(/\\./gs, ""), sign));

/** A line end that an entity may have written. An empty line ends every construct of Markdown. */
const LINE_END = "\\n(?!\\n)";
/** What a line end in the middle does not stop from being a link. */
const BROKEN = /^(?:https?|ftp|wss?|javascript|vbscript|data|file):|^[/\\]{2}/i;
/** The block of a program behind a type in brackets, and no reference: `-> list[int]:` and `try:` on the next line. */
const IN_PROGRAM = /\]:\s*\n\s*(?:try|else|finally):$/;
const DANGEROUS = "(?:javascript|vbscript|data|blob|filesystem|view-source)";

/**
 * Where links stand: bare, in Markdown (inline, image, reference, autolink), in attributes of HTML, in CSS, in a refresh.
 * Structure decides where one ends and `leadsAway` whether it counts.
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
  /** Only what stands before the end of a string or comment is taken away, where that is what leads away. */
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
    rule("(?:&#?\\w{1,8};|[^\"';])+", css, "(?i)(?:@import|image-set\\()\\s*[\"']\\s*"),
  ];
};
