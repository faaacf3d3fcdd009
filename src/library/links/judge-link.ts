import { isAllowedHost } from "./hosts.ts";
import type { LinkSettings } from "./settings.ts";

/** What a relative link is relative to: a page that nobody knows. */
const BASE = "https://base.invalid/";
/** Characters a link may have, whatever its host. */
const MAX_LINK_LENGTH = 2_000;

const WITH_HOST: ReadonlySet<string> = new Set(["http", "https", "ftp", "ws", "wss"]);

/** Readers of Markdown take a backslash before a sign away, browsers take it for a slash: a link is what either says. */
const readings = (link: string): readonly string[] => {
  const unescaped = link.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
  return unescaped === link ? [link] : [link, unescaped];
};

/** Some readers end the host at a backslash, others at the @ behind it. */
const hasDoubtfulHost = (link: string): boolean => /^(?:[a-z][a-z\d+.-]*:)?[/\\]+[^/?#]*@/i.test(link);

const ABSOLUTE = /^[a-z][a-z\d+.-]*:|^[/\\]{2}/i;

/** As a page of another scheme has it: where the scheme is the page's own, `https:x` would be relative. */
const parse = (link: string): URL | undefined => {
  const base = /^[a-z]/i.test(link) && ABSOLUTE.test(link) ? undefined : BASE;
  return URL.canParse(link, base) ? new URL(link, base) : undefined;
};

const isHarmful = (link: string, settings: LinkSettings): boolean => {
  // As browsers read it: without tabs and line ends, and without control characters and spaces around.
  const bare = link.replaceAll(/[\t\n\r]/g, "").replaceAll(/^[\0- ]+|[\0- ]+$/g, "");
  if (bare === "") return false;
  if (bare.length > MAX_LINK_LENGTH) return true;
  const url = parse(bare);
  if (url === undefined) return ABSOLUTE.test(bare);
  const { protocol, hostname, port, username, password, search, hash } = url;
  if (search.length + hash.length > settings.maxQueryLength) return true;
  if (username !== "" || password !== "" || hasDoubtfulHost(bare)) return true;
  const scheme = protocol.slice(0, -1);
  if (!ABSOLUTE.test(bare)) return false;
  if (!settings.allowedSchemes.has(scheme)) return true;
  return (hostname !== "" || WITH_HOST.has(scheme)) && !isAllowedHost(settings.allowedHosts, hostname, port);
};

/** Whether a browser, or a reader of Markdown, that follows a link would go where the config does not allow it. */
export const leadsAway = (link: string, settings: LinkSettings): boolean =>
  readings(link).some((one) => isHarmful(one, settings));
