import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { gated } from "../../support/gates.ts";
import { gatingRail } from "../../support/mask-cases.ts";

const [OK, EVIL] = ["allowed.example", "evil.test"];
const RAIL = gatingRail("mask links on output", { links: { allowed_hosts: [OK] } });
const masked = (text: string): string => gated(RAIL.createGate(), [text]).text;

interface Node {
  readonly type: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}

const linksIn = ({ url, children = [] }: Node): readonly string[] => [
  ...(url === undefined ? [] : [url]),
  ...children.flatMap(linksIn),
];

const markdownLinks = (text: string): readonly string[] =>
  linksIn(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));

/** No top-level domain contains punctuation, so such a link leads nowhere. */
const hasEnding = (host: string): boolean => /^\[|(?:^|\.)(?!xn--)[a-z][a-z\d-]*\.?$|^[\d.]+$/.test(host);

/** Whether a link leads to a host other than the allowed one in a browser. */
const leadsAway = (link: string): boolean => {
  if (!URL.canParse(link, "https://base.invalid")) return false;
  const { protocol, hostname } = new URL(link, "https://base.invalid");
  if (!/^(?:https?|ftp|wss?):$/.test(protocol)) return /^(?:javascript|data|vbscript):$/.test(protocol);
  return hasEnding(hostname) && !["base.invalid", OK, `www.${OK}`].includes(hostname.replace(/\.$/, ""));
};

const ASCII = Array.from({ length: 126 }, (_, index) => String.fromCharCode(index + 1));
const LONGER = [
  "%27",
  "%22",
  "%5C",
  "%09",
  "&#9;",
  "&Tab;",
  "&#39;",
  "&quot;",
  "&lt;",
  "\\\\",
  "\\/",
  "\r\n",
  "''",
  "'\"",
  "`'",
];
const FOREIGN = "\u200b\u00ad\u2060\u3002\uff0e\uff61\uff0f\uff20\uff1a\u00a0\u2028";
const SIGNS = [
  ...ASCII.filter((sign) => /[^\da-z\p{Cc}]|\s/iu.test(sign)),
  "\u0001",
  "\u001f",
  ...LONGER,
  ...Array.from(FOREIGN),
];

/** Links whose host depends on the treatment of a punctuation character. */
const LINKS: readonly ((sign: string) => string)[] = [
  (sign) => `https://${OK}${sign}@${EVIL}/x`,
  (sign) => `https://${OK}${sign}.${EVIL}/x`,
  (sign) => `https://${OK}${sign}${EVIL}/x`,
  (sign) => `https://${OK}${sign}y@${EVIL}/x`,
  (sign) => `https://${OK}${sign},${sign}y${sign}@${EVIL}/x`,
  (sign) => `https://${OK}${sign}:${sign}y@${EVIL}`,
  (sign) => `https://${OK}:80${sign}@${EVIL}/x`,
  (sign) => `https://${OK}${sign}https://${EVIL}/x`,
  (sign) => `https:${sign}//${EVIL}/x`,
  (sign) => `https:/${sign}/${EVIL}/x`,
  (sign) => `https://${sign}${EVIL}/x`,
  (sign) => `https://e${sign}vil.test/x`,
  (sign) => `/${sign}/${EVIL}/x`,
  (sign) => `/${sign}${EVIL}/x`,
  (sign) => `h${sign}ttps://${EVIL}/x`,
  (sign) => `www.${OK}${sign}@${EVIL}/x`,
  (sign) => `java${sign}script:alert(1)`,
  (sign) => `${sign}javascript:alert(1)`,
];

const FORMS: Readonly<Record<string, (link: string) => string>> = {
  bare: (link) => `go ${link} now`,
  "at the start": (link) => link,
  "in quotes": (link) => `"${link}"`,
  "in JSON": (link) => `{"u":"${link}"}`,
  inline: (link) => `[a](${link})`,
  "in brackets": (link) => `[a](<${link}>)`,
  autolink: (link) => `<${link}>`,
  reference: (link) => `[a]\n\n[a]: ${link}\n`,
};

describe("a text whose link was masked", { timeout: 60_000 }, () => {
  it.each(Object.entries(FORMS))("has no link to another host in a Markdown renderer: %s", (_, write) => {
    const texts = LINKS.flatMap((link) => SIGNS.map((sign) => write(link(sign))));
    expect(texts.slice(0, 50).some((text) => markdownLinks(text).some(leadsAway))).toBe(true);
    expect(texts.filter((text) => markdownLinks(masked(text)).some(leadsAway))).toEqual([]);
  });

  it.each(["'", '"', "`", "<", ">", "|", "\\", "\u0001", "\u001f", "%27", "&#39;", "&quot;"])(
    "has no name of another host after %j and an @",
    (sign) => {
      expect(masked(`See https://${OK}${sign}@${EVIL}/x now`)).not.toContain(EVIL);
      expect(masked(`{"a":"https://${OK}${sign}y${sign}@${EVIL}/x"}`)).not.toContain(EVIL);
      expect(masked(`<${"a".repeat(200)} https://${OK}${sign}${"b".repeat(200)}@${EVIL}/x`)).not.toContain(EVIL);
    },
  );

  it.each([
    [`<a href='https://${OK}&#39;@${EVIL}/x'>x</a>`, "<a href='#link-removed'>x</a>"],
    [`<a href="https://${OK}&quot;.${EVIL}/x">x</a>`, '<a href="#link-removed">x</a>'],
    [`see //${EVIL}/x.png`, "see #link-removed"],
    [`{"a":"https://${OK}","b":"me@${EVIL}"}`, `{"a":"https://${OK}","b":"#link-removed"}`],
  ])("is well-formed: %s", (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    `{"a":"https://${OK}","b":"me@${OK}","c":[1,"x.y"]}`,
    `fetch("https://${OK}").then((x) => x.json())`,
    `fetch("https://${OK}"+path.join("/")+a.b)`,
    `const api = 'https://${OK}'.concat(x.y)`,
    `<a href="https://${OK}">jane@${EVIL}</a>`,
    `| https://${OK}|see.md |`,
    `https://${OK}, https://${OK}. "https://${OK}". (https://${OK}). 'https://${OK}'; https://${OK}\u00a0!`,
    `https://${OK}/share?u=https://elsewhere.example/x&v='b@c.example'`,
    "//eslint.config.js and //console.log(x) and a//b.com/c",
  ])("is complete if it links to no other host: %s", (text) => {
    expect(masked(text)).toBe(text);
  });
});
