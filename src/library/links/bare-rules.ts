import type { PatternRule } from "../../text/patterns/rule.ts";
import { leadsAway } from "./judge-link.ts";
import type { LinkSettings } from "./settings.ts";

/** What begins a link wherever it stands. Elsewhere any scheme is judged, here those that clients make links of. */
const SCHEMES = "(?:https?|ftps?|sftp|wss?|file|ssh|smb|ldaps?|gopher|git)";
const BEGIN = `(?i)(?<![a-z0-9.-])${SCHEMES}:[/\\\\]{2}`;
const BEGIN_WWW = "(?i)(?<![a-z0-9@/.-])www\\.";
const BARE = "[^\\s<>\"'`|\\x00-\\x1f]";
/** Neither punctuation, nor what escapes a quote or ends a comment behind it. */
const BARE_LAST = "(?:[^\\s<>\"'`|\\x00-\\x1f.,;:!?\\u2026)\\]}*_~\\\\/-]|(?<![*])/)";

/** Behind a link that has not ended: a link in the path or the query of another leads where the other does. */
const IN_LINK =
  /(?:[a-z][a-z\d+.-]*:[/\\]{2,}|www\.)[!$%&*+,\-.\d:;=@A-Z^_a-z~]*[#/?][!#$%&*+,\-./\d:;=?@A-Z\\^_a-z~]*$/i;

/** What ends a link to some readers, and is a part of its host or of the name before it to others. */
const DOUBTFUL_END = "[\"'`<>|\\x00-\\x08\\x0e-\\x1f]";
// oxlint-disable-next-line no-control-regex
const DOUBTFUL_LINK = /(?:[a-z][a-z\d+.-]*:[/\\]{2}|www\.)(?:[^\s/?#\\]|\\+["'`]|[\x00-\x08\x0e-\x1f])*$/i;
// oxlint-disable-next-line no-control-regex
const UP_TO_DOUBT = /^[^"'`<>|\\\x00-\x08\x0e-\x1f]*/;
/** A tag that ends, and the text behind it. */
const BEHIND_TAG = /<[a-z][^<>]*=\s*(["'])[^\s<>"']*\1>[^<>]*$/i;
const QUOTE = /["'`]$/;
const UP_TO_PATH = /^[^\s/?#]*[^\s/?#.]\//;

/** A host behind two slashes alone, which some readers make a link of. In programs that begins a comment, so it needs a path. */
const WITHOUT_SCHEME = `(?i)(?<![a-z0-9_:/\\\\])//(?:[a-z0-9_-]+\\.)+[a-z]{2,}(?::\\d+)?/${BARE}*${BARE_LAST}`;

const withScheme = (link: string): string => (link.startsWith("www.") ? `https://${link}` : link);

/** A host behind an `@` of which nothing but signs is read yet. */
const AWAITED_HOST = /@[^0-9A-Za-z@]*$/;

/**
 * Whether a reader that goes on behind a doubtful end would go where the config does not allow it: to what stands behind an
 * `@`, or to a longer host.
 */
const goesOnAway = (value: string, before: string, settings: LinkSettings): boolean => {
  const begun = DOUBTFUL_LINK.exec(before)?.[0] ?? "https://";
  const [first = ""] = UP_TO_DOUBT.exec(begun.replace(/^[^:]*:[/\\]{2}/, "https://")) ?? [];
  // Then it is taken away already.
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

/** Links that stand in a text as they are, for readers that make links of them. */
export const bareRules = (settings: LinkSettings): readonly PatternRule[] => {
  const bare = (link: string, before: string): boolean => !IN_LINK.test(before) && leadsAway(link, settings);
  const goesOn = (value: string, before: string): boolean => goesOnAway(value, before, settings);
  return [
    { id: "LINK", pattern: `${BEGIN}${BARE}*${BARE_LAST}`, check: bare },
    {
      id: "LINK",
      pattern: `${BEGIN_WWW}${BARE}*${BARE_LAST}`,
      check: (link, before) => bare(`https://${link}`, before),
    },
    { id: "LINK", pattern: WITHOUT_SCHEME, check: bare },
    // In angle brackets only spaces of ASCII end a link.
    { id: "LINK", pattern: `(?i)${SCHEMES}:[/\\\\]{2}[^<>"'\`\\x00-\\x20]+`, check: bare, context: "<" },
    ...[BEGIN, BEGIN_WWW].map((begin) => ({
      id: "LINK",
      // What was read before is out: only what is behind the doubtful end is taken away, so quotes stay paired.
      context: `${begin}(?:[^\\s/?#\\\\]|\\\\+["'\`]|${DOUBTFUL_END})*${DOUBTFUL_END}`,
      pattern: `${BARE}*${BARE_LAST}`,
      check: goesOn,
    })),
  ];
};
