import { EscapeNormalizer } from "../../text/normalize/escape-normalizer.ts";
import { isAllowedHost } from "./hosts.ts";
import type { LinkSettings } from "./settings.ts";

/** What a relative link is relative to: a page that nobody knows. */
const BASE = "https://base.invalid/";
/** Characters a link may have, whatever its host. */
const MAX_LINK_LENGTH = 2_000;

const WITH_HOST: ReadonlySet<string> = new Set(["http", "https", "ftp", "ws", "wss"]);

const withoutEntities = (link: string): string => {
  const reading = new EscapeNormalizer("entities");
  return reading.feed(link) + reading.end();
};

/**
 * Readers of Markdown take a backslash before a sign away, browsers take it for a slash, and either undoes entities within a
 * link, so that what an entity stands for ends none: a link is what any of them says.
 */
const readings = (link: string): readonly string[] => {
  const written = link.includes("&") ? [link, withoutEntities(link)] : [link];
  const unescaped = written.map((one) => one.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1"));
  return [...new Set([...written, ...unescaped])];
};

/** Some readers end the host at a backslash, others at the @ behind it. */
const hasDoubtfulHost = (link: string): boolean => /^(?:[a-z][a-z\d+.-]*:)?[/\\]+[^/?#]*@/i.test(link);

const ABSOLUTE = /^[a-z][a-z\d+.-]*:|^[/\\]{2}/i;

/** As a page of another scheme has it: where the scheme is the page's own, `https:x` would be relative. */
const parse = (link: string): URL | undefined => {
  const base = /^[a-z]/i.test(link) && ABSOLUTE.test(link) ? undefined : BASE;
  return URL.canParse(link, base) ? new URL(link, base) : undefined;
};

/** A path of a program, as manuals of Rust have in the place of a link: `crate::fmt`. It has no host and no words. */
const PROGRAM_PATH = /^(?!(?:javascript|vbscript|data):)[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+!?(?:\(\))?$/i;

/** A scheme that a text speaks of, and the quote behind it: `“https://”`. */
const NO_HOST = /^https?:\/\/[^\p{L}\p{N}%]*$/iu;

const HOST = /^(?:https?:)?[/\\]{2}([^/\\?#@]+)/i;
const SIGN_IN_ENDING = /(?![-_])[\p{S}\p{P}]/u;

/**
 * The link up to a quote, a bracket or a stop that stands right behind its host, as in `（https://example.com）`: readers that
 * take these for a part of it go nowhere, since no ending of a domain has signs. Undefined where none stands there.
 */
const upToSign = (link: string): string | undefined => {
  // What is a dot to a browser must be one here, so that another name is not taken for an ending; `%2e` is one, too.
  const host = HOST.exec(link)?.[1]?.normalize("NFKC").replace(/:\d*$/, "");
  if (host === undefined || host.startsWith("[") || host.includes("%")) return undefined;
  const ending = host.split(/[.。]/).at(-1) ?? "";
  const at = ending.search(SIGN_IN_ENDING);
  return at < 1 ? undefined : `https://${host.slice(0, host.length - ending.length + at)}`;
};

const isHarmful = (link: string, settings: LinkSettings): boolean => {
  // As browsers read it, or readers of Markdown before: without tabs and line ends, and without controls and spaces around.
  const bare = link.replaceAll(/[\t\n\r]/g, "").replaceAll(/^[\0- \s]+|[\0- \s]+$/g, "");
  if (bare === "" || NO_HOST.test(bare)) return false;
  if (bare.length > MAX_LINK_LENGTH) return true;
  const url = parse(bare);
  if (url === undefined) return ABSOLUTE.test(bare);
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

/** Whether a browser, or a reader of Markdown, that follows a link would go where the config does not allow it. */
export const leadsAway = (link: string, settings: LinkSettings): boolean =>
  readings(link).some((one) => isHarmful(one, settings));
