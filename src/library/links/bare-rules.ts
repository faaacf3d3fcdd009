import type { PatternRule } from "../../text/patterns/rule.ts";
import { leadsAway } from "./judge-link.ts";
import type { LinkSettings } from "./settings.ts";

/** Schemes of bare links: those that clients turn into links. In Markdown and HTML, links of any scheme are checked. */
const SCHEMES = "(?:https?|ftps?|sftp|wss?|file|ssh|smb|ldaps?|gopher|git)";
const BEGIN = `(?i)(?<![a-z0-9.-])${SCHEMES}:[/\\\\]{2}`;
const BEGIN_WWW = "(?i)(?<![a-z0-9@/.-])www\\.";
const BARE = "[^\\s<>\"'`|\\x00-\\x1f]";
/** The last character: not punctuation, a backslash before a quote, or the slash that ends a comment. */
const BARE_LAST = "(?:[^\\s<>\"'`|\\x00-\\x1f.,;:!?\\u2026)\\]}*_~\\\\/-]|(?<![*])/)";
/** From the host up to a bracket after which code or attributes follow: `f"[a](https://example.com/x){b}"`. */
const UP_TO_BRACE = `[^\\s<>"'\`|\\x00-\\x1f/?#]*(?:[/?#](?:[^\\s<>"'\`|\\x00-\\x1f)]|\\)(?!\\{))*)?${BARE_LAST}`;
const BEFORE_BRACE = /^(?:[a-z]+:)?[/\\]{2}[^/?#]*[/?#][^]*?(?=\)\{)/i;

/** Inside the path or query of another link, so that the position is not the start of a link of its own. */
const IN_LINK =
  /(?:[a-z][a-z\d+.-]*:[/\\]{2,}|www\.)[!$%&*+,\-.\d:;=@A-Z^_a-z~]*[#/?][!#$%&*+,\-./\d:;=?@A-Z\\^_a-z~]*$/i;

/** Characters that end a link for some readers, but belong to its host or user name for others. */
const DOUBTFUL_END = "[\"'`<>|\\x00-\\x08\\x0e-\\x1f]";
// oxlint-disable-next-line no-control-regex
const DOUBTFUL_LINK = /(?:[a-z][a-z\d+.-]*:[/\\]{2}|www\.)(?:[^\s/?#\\]|\\+["'`]|[\x00-\x08\x0e-\x1f])*$/i;
// oxlint-disable-next-line no-control-regex
const UP_TO_DOUBT = /^[^"'`<>|\\\x00-\x08\x0e-\x1f]*/;
/** A complete tag and the text after it. */
const BEHIND_TAG = /<[a-z][^<>]*=\s*(["'])[^\s<>"']*\1>[^<>]*$/i;
const QUOTE = /["'`]$/;
const UP_TO_PATH = /^[^\s/?#]*[^\s/?#.]\//;

/**
 * A host after `//`, which some readers turn into a link. A path is required, since programs start comments with `//`.
 */
const WITHOUT_SCHEME = `(?i)(?<![a-z0-9_:/\\\\])//(?:[a-z0-9_-]+\\.)+[a-z]{2,}(?::\\d+)?/${BARE}*${BARE_LAST}`;

const withScheme = (link: string): string => (/^www\./i.test(link) ? `https://${link}` : link);

/** An `@` and no letter or digit of the host after it yet. */
const AWAITED_HOST = /@[^0-9A-Za-z@]*$/;

/**
 * Whether a reader that continues a link after a doubtful end would get a host that is not allowed: the one after an
 * `@`, or a longer one.
 */
const goesOnAway = (value: string, before: string, settings: LinkSettings): boolean => {
  const begun = DOUBTFUL_LINK.exec(before)?.[0] ?? "https://";
  const [first = ""] = UP_TO_DOUBT.exec(begun.replace(/^[^:]*:[/\\]{2}/, "https://")) ?? [];
  // The link before the doubtful end is masked already.
  if (leadsAway(withScheme(first), settings)) return false;
  const [more = ""] = /^[^/?#]*/.exec(value) ?? [];
  if (more.includes("@") || AWAITED_HOST.test(begun)) {
    return !BEHIND_TAG.test(before) && leadsAway(`https://${more.slice(more.lastIndexOf("@") + 1)}`, settings);
  }
  const link = withScheme(begun + value);
  const isQuoted = QUOTE.test(before.slice(0, before.length - begun.length));
  if (begun.includes("@") || (isQuoted && !UP_TO_PATH.test(value))) return false;
  return URL.canParse(link) && leadsAway(link, settings);
};

/** Rules for bare links, which many clients turn into links. */
export const bareRules = (settings: LinkSettings): readonly PatternRule[] => {
  const bare = (link: string, before: string): boolean => !IN_LINK.test(before) && leadsAway(link, settings);
  const whole = (link: string, before: string): boolean => {
    const [cut] = BEFORE_BRACE.exec(link) ?? [];
    return bare(link, before) && (cut === undefined || !leadsAway(cut, settings));
  };
  const goesOn = (value: string, before: string): boolean => goesOnAway(value, before, settings);
  return [
    ...[BEGIN, BEGIN_WWW].flatMap((begin) => [
      {
        id: "LINK",
        pattern: `${begin}${BARE}*${BARE_LAST}`,
        check: (link: string, before: string) => whole(withScheme(link), before),
      },
      {
        id: "LINK",
        pattern: `${begin}${UP_TO_BRACE}`,
        check: (link: string, before: string) => bare(withScheme(link), before),
      },
    ]),
    { id: "LINK", pattern: WITHOUT_SCHEME, check: bare },
    // In angle brackets, only ASCII spaces end a link.
    { id: "LINK", pattern: `(?i)${SCHEMES}:[/\\\\]{2}[^<>"'\`\\x00-\\x20]+`, check: bare, context: "<" },
    ...[BEGIN, BEGIN_WWW].map((begin) => ({
      id: "LINK",
      // The text before was delivered. Only the text after the doubtful end is masked, so that quotes remain paired.
      context: `${begin}(?:[^\\s/?#\\\\]|\\\\+["'\`]|${DOUBTFUL_END})*${DOUBTFUL_END}`,
      pattern: `${BARE}*${BARE_LAST}`,
      check: goesOn,
    })),
  ];
};
