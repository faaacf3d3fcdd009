import { EscapeNormalizer } from "../../text/normalize/escape-normalizer.ts";
import { isAllowedHost } from "./hosts.ts";
import type { LinkSettings } from "./settings.ts";

/** The base of relative links, whose page is unknown. */
const BASE = "https://base.invalid/";
/** Code units. Longer links are never allowed. */
const MAX_LINK_LENGTH = 2_000;

const WITH_HOST: ReadonlySet<string> = new Set(["http", "https", "ftp", "ws", "wss"]);

const withoutEntities = (link: string): string => {
  const reading = new EscapeNormalizer("entities");
  return reading.feed(link) + reading.end();
};

/**
 * The link as different readers parse it. Markdown removes a backslash before punctuation, browsers treat it as a
 * slash, and both decode HTML entities inside a link. All variants must be allowed.
 */
const readings = (link: string): readonly string[] => {
  const written = link.includes("&") ? [link, withoutEntities(link)] : [link];
  const unescaped = written.map((one) => one.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1"));
  return [...new Set([...written, ...unescaped])];
};

/** Some readers end the host at a backslash, others at an `@` after it. */
const hasDoubtfulHost = (link: string): boolean => /^(?:[a-z][a-z\d+.-]*:)?[/\\]+[^/?#]*@/i.test(link);

const ABSOLUTE = /^[a-z][a-z\d+.-]*:|^[/\\]{2}/i;

/** Parses a link as on a page with another scheme. On an `https:` page, `https:x` would be relative. */
const parse = (link: string): URL | undefined => {
  const base = /^[a-z]/i.test(link) && ABSOLUTE.test(link) ? undefined : BASE;
  return URL.canParse(link, base) ? new URL(link, base) : undefined;
};

/** A path of a program, which Rust's documentation writes as a link: `crate::fmt`. */
const PROGRAM_PATH = /^(?!(?:javascript|vbscript|data):)[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+!?(?:\(\))?$/i;

/** A scheme without a host, as when a text mentions `“https://”`. */
const NO_HOST = /^https?:\/\/[^\p{L}\p{N}%]*$/iu;

const HOST = /^(?:https?:)?[/\\]{2}([^/\\?#@]+)/i;
const SIGN_IN_ENDING = /(?![-_])[\p{S}\p{P}]/u;

/**
 * The link up to punctuation directly after its host, as in `（https://example.com）`. For readers that include the
 * punctuation, the link leads nowhere, since no top-level domain contains it. Undefined if there is none.
 */
const upToSign = (link: string): string | undefined => {
  // Normalized as in browsers, which treat other characters, and `%2e`, as dots.
  const host = HOST.exec(link)?.[1]?.normalize("NFKC").replace(/:\d*$/, "");
  if (host === undefined || host.startsWith("[") || host.includes("%")) return undefined;
  const ending = host.split(/[.。]/).at(-1) ?? "";
  const at = ending.search(SIGN_IN_ENDING);
  return at < 1 ? undefined : `https://${host.slice(0, host.length - ending.length + at)}`;
};

const FORBIDDEN_IN_HOST = /[ <>[\]^|]/;

/** The link up to a character that no host contains. For readers that include it, the link leads nowhere. */
const upToForbidden = (link: string): string | undefined => {
  const host = HOST.exec(link)?.[1] ?? "";
  const at = host.search(FORBIDDEN_IN_HOST);
  return at < 1 ? undefined : `https://${host.slice(0, at)}`;
};

const isHarmful = (link: string, settings: LinkSettings): boolean => {
  // Browsers remove tabs and line ends, and trim control characters and spaces.
  const bare = link.replaceAll(/[\t\n\r]/g, "").replaceAll(/^[\0- \s]+|[\0- \s]+$/g, "");
  if (bare === "" || NO_HOST.test(bare)) return false;
  if (bare.length > MAX_LINK_LENGTH) return true;
  const url = parse(bare);
  if (url === undefined) {
    const before = hasDoubtfulHost(bare) ? undefined : upToForbidden(bare);
    return before === undefined ? ABSOLUTE.test(bare) : isHarmful(before, settings);
  }
  const { protocol, hostname, port, username, password, search, hash } = url;
  if (search.length + hash.length > settings.maxQueryLength) return true;
  if (username !== "" || password !== "" || hasDoubtfulHost(bare)) return true;
  const scheme = protocol.slice(0, -1);
  if (!ABSOLUTE.test(bare) || PROGRAM_PATH.test(bare)) return false;
  if (!settings.allowedSchemes.has(scheme)) return true;
  if (hostname === "" && !WITH_HOST.has(scheme)) return false;
  if (isAllowedHost(settings.allowedHosts, hostname, port)) return false;
  const before = upToSign(bare);
  return before === undefined || isHarmful(before, settings);
};

/** Whether a link leads to a host or scheme that the config does not allow, for any common reader. */
export const leadsAway = (link: string, settings: LinkSettings): boolean =>
  readings(link).some((one) => isHarmful(one, settings));
