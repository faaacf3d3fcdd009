/** A text with a link, and the syntax in which it must remain well-formed. */
export interface LinkSample {
  readonly form: string;
  readonly text: string;
}

/** Forms of links in a text, for destinations with or without a scheme. */
const FORMS: Readonly<Record<string, (link: string) => string>> = {
  inline: (link) => `See [the page](${link}) for more.`,
  "inline, next line": (link) => `See [the page](\n  ${link} "Title").`,
  "inline, brackets": (link) => `See [the page](<${link}>).`,
  "inline, title": (link) => `See [the page](${link} 'a title').`,
  image: (link) => `Here: ![a chart](${link})`,
  "image in link": (link) => `[![badge](/local.png)](${link})`,
  reference: (link) => `See [the page][1].\n\n[1]: ${link}\n`,
  "reference, title": (link) => `![x][a b]\n\n  [a b]: <${link}> "Title"\n`,
  "reference, next line": (link) => `[x]\n\n[x]:\n${link}\n`,
  href: (link) => `<a class="x" href="${link}">here</a>`,
  "href, single quotes": (link) => `<a href = '${link}'>here</a>`,
  "href, no quotes": (link) => `<a href=${link} >here</a>`,
  "href, other case": (link) => `<A HREF="${link}">here</A>`,
  src: (link) => `<img alt="x" src="${link}">`,
  "src, slashes": (link) => `<img/src="${link}"/onerror=x>`,
  srcset: (link) => `<img srcset="/small.png 1x, ${link} 2x">`,
  ping: (link) => `<a href="/x" ping="/y ${link}">here</a>`,
  poster: (link) => `<video poster="${link}"></video>`,
  object: (link) => `<object data="${link}"></object>`,
  form: (link) => `<form action="${link}"><button formaction='/x'></form>`,
  svg: (link) => `<svg><image xlink:href="${link}"/></svg>`,
  background: (link) => `<table background="${link}">`,
  "style url": (link) => `<p style="background: url(${link})">x</p>`,
  "style url, quotes": (link) => `<p style="background:url( '${link}' )">x</p>`,
  "style import": (link) => `<style>@import "${link}";</style>`,
  refresh: (link) => `<meta http-equiv="refresh" content="0; url=${link}">`,
  "refresh, quotes": (link) => `<meta http-equiv=refresh content="0;URL='${link}'">`,
};

/** Forms of other markup than Markdown and HTML text. */
const MARKUP_FORMS: Readonly<Record<string, (link: string) => string>> = {
  "AsciiDoc link": (link) => `See link:${link}[the page].`,
  "AsciiDoc link, passed through": (link) => `See link:++${link}++[the page].`,
  "AsciiDoc image": (link) => `image::${link}[A chart]`,
  "AsciiDoc image with a link": (link) => `image::chart.png[A chart, link="${link}"]`,
  "reStructuredText text": (link) => `See \`the page <${link}>\`_ now.`,
  "reStructuredText target": (link) => `.. _the page: ${link}\n`,
  "reStructuredText, no name": (link) => `__ ${link}\n`,
  "reStructuredText image": (link) => `.. |x| image:: ${link}\n   :alt: x\n`,
  "reStructuredText image with a link": (link) => `.. image:: chart.png\n   :target: ${link}\n`,
  "LaTeX link": (link) => `See \\href{${link}}{the page}.`,
  "LaTeX image": (link) => `$\\includegraphics[height=1em]{${link}}$`,
  "terminal link": (link) => `See \u001b]8;;${link}\u001b\\the page\u001b]8;;\u001b\\.`,
  "terminal link, closed by a bell": (link) => `See \u001b]8;id=1;${link}\u0007the page\u001b]8;;\u0007.`,
  "terminal link, escaped": (link) => `printf '\\e]8;;${link}\\e\\\\x\\e]8;;\\e\\\\'`,
  "mail header": (link) => `List-Unsubscribe: <${link}>\n`,
  "HTTP header": (link) => `Location: ${link}\n`,
  "refresh without a name": (link) => `<meta http-equiv="refresh" content="0; ${link}">`,
  "second of an image set": (link) => `a{background:image-set("a.png" 1x, "${link}" 2x)}`,
  attribution: (link) => `<img attributionsrc="${link}" src="/a.png">`,
  "SVG animation": (link) => `<a><animate attributeName="href" values="/a;${link}"/></a>`,
  "XML entity": (link) => `<!ENTITY x SYSTEM "${link}">`,
  "Org mode": (link) => `See [[${link}][the page]].`,
  BBCode: (link) => `See [url=${link}]the page[/url].`,
  "BBCode image": (link) => `[img]${link}[/img]`,
  Mermaid: (link) => `click A href "${link}" _blank`,
};

/** Forms in which only some schemes become links. */
const BARE_FORMS: Readonly<Record<string, (link: string) => string>> = {
  bare: (link) => `Go to ${link} now.`,
  "bare, end of sentence": (link) => `It is at ${link}.`,
  "bare, parentheses": (link) => `It (at ${link}) is`,
  "bare, emphasis": (link) => `**${link}**`,
  "bare, table": (link) => `| a | ${link} |`,
  "bare, quotes": (link) => `"${link}"`,
  "bare, behind a plus": (link) => `pip install git+${link}`,
  autolink: (link) => `It is at <${link}>.`,
};

/** Spellings of a destination at a host. */
const AT_HOST: Readonly<Record<string, (host: string) => string>> = {
  plain: (host) => `https://${host}/p?q=1`,
  http: (host) => `http://${host}`,
  "mixed case": (host) => `hTTpS://${host.toUpperCase()}/`,
  "trailing dot": (host) => `https://${host}./x`,
  "percent-encoded host": (host) => `https://${host.replaceAll("e", "%65")}/x`,
  "entity in scheme": (host) => `&#104;ttps&colon;//${host}/x`,
  "hex entities": (host) => `https&#x3a;&#x2F;&#47;${host}/x`,
};

/** Spellings without a scheme. */
const AT_HOST_BY_SLASHES: Readonly<Record<string, (host: string) => string>> = {
  "protocol-relative": (host) => `//${host}/x.png`,
  "protocol-relative, backslashes": (host) => `\\\\${host}/x.png`,
  "one backslash": (host) => `/\\${host}/x.png`,
};

/** Spellings that work only where any text is a link. */
const AT_HOST_IN_PLACE: Readonly<Record<string, (host: string) => string>> = {
  ...AT_HOST_BY_SLASHES,
  "scheme, one slash": (host) => `https:/${host}/x`,
  "scheme, backslashes": (host) => `https:\\\\${host}\\x`,
  "entity slashes": (host) => `&sol;&#47;${host}/x`,
  "tab in scheme": (host) => `ht&Tab;tps://${host}/x`,
  "tab in slashes": (host) => `/&#9;/${host}/x`,
};

/** Destinations that contain an allowed host (`ok`), but lead elsewhere (`evil`). */
const HARMFUL = (ok: string, evil: string): Readonly<Record<string, string>> => ({
  userinfo: `https://${ok}@${evil}/`,
  "userinfo with password": `https://${ok}:443@${evil}/`,
  "encoded userinfo": `https://${ok}%2F@${evil}/`,
  "backslash before @": `https://${ok}\\@${evil}/`,
  "subdomain of another": `https://${ok}.${evil}/`,
  "dash for a dot": `https://${ok.replace(".", "-")}.${evil}/`,
  "name in path": `https://${evil}/${ok}`,
  "name in query": `https://${evil}?https://${ok}`,
  "name in fragment": `https://${evil}#@${ok}`,
  "Cyrillic letter": `https://${ok.replace("a", "а")}/`,
  "full stop of Chinese": `https://${ok}。${evil}/`,
  punycode: `https://xn--${ok.split(".")[0] ?? ""}-9fb.example/`,
  port: `https://${ok}:8443/`,
  "long query": `https://${ok}/?q=${"s3cr3t".repeat(100)}`,
  "long fragment": `https://${ok}/#${"s3cr3t".repeat(100)}`,
  "decimal address": "http://2130706433/",
  "hex address": "http://0x7f.1/",
  "octal address": "http://0177.0.0.1/",
  "address of version 6": "http://[::ffff:7f00:1]/",
  ftp: `ftp://${ok}/x`,
  file: `file:///etc/passwd`,
});

const HARMFUL_IN_PLACE: Readonly<Record<string, string>> = {
  javascript: "javascript:alert(1)",
  "javascript, mixed case": "JaVaScRiPt:alert(1)",
  "javascript, tab": "java&Tab;script:alert(1)",
  "javascript, line end": "java&NewLine;script:alert(1)",
  "javascript, entity": "&#106;avascript&colon;alert(1)",
  "javascript, control": "&#1;javascript:alert(1)",
  data: "data:text/html,<b>x</b>".replaceAll(/[<>]/g, "."),
  vbscript: "vbscript:msgbox",
  "own scheme": "evilapp://steal/me",
};

const ALLOWED_IN_PLACE = (ok: string): Readonly<Record<string, string>> => ({
  relative: "/docs/a.html?x=1#y",
  "relative path": "../a/b.png",
  fragment: "#part",
  mail: "mailto:someone@anywhere.example",
  telephone: "tel:+4930123456",
  "link in a query": `https://${ok}/share?u=https://elsewhere.example/x`,
  "link in a query, encoded": `https://${ok}/share?u=https%3A%2F%2Felsewhere.example%2Fx`,
  parentheses: `https://${ok}/wiki/A_(b)`,
});

type Forms = Readonly<Record<string, (link: string) => string>>;

const combine = (forms: Forms, links: Readonly<Record<string, string>>): readonly LinkSample[] =>
  Object.entries(forms).flatMap(([form, write]) =>
    Object.entries(links).map(([link, written]) => ({ form: `${form}: ${link}`, text: write(written) })),
  );

const at = (
  host: string,
  links: Readonly<Record<string, (host: string) => string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(links).map(([name, write]) => [name, write(host)]));

const www = (host: string): Readonly<Record<string, string>> => ({ "no scheme": `www.${host}/x` });

/** Attributes with lists of links, in which any white space ends a link. */
const LISTS: ReadonlySet<string> = new Set(["srcset", "ping"]);
const SINGLE_FORMS: Forms = Object.fromEntries(Object.entries(FORMS).filter(([name]) => !LISTS.has(name)));
const LIST_FORMS: Forms = Object.fromEntries(Object.entries(FORMS).filter(([name]) => LISTS.has(name)));
/** In CSS, a backslash starts an escape, so the link is a different one. */
const isEscaped = ({ form, text }: LinkSample): boolean => form.startsWith("style") && text.includes("\\");
const hasSpace = (link: string): boolean => /&Tab;|&#9;|&NewLine;/.test(link);
const combineInPlace = (links: Readonly<Record<string, string>>): readonly LinkSample[] => [
  ...combine(SINGLE_FORMS, links),
  ...combine(LIST_FORMS, Object.fromEntries(Object.entries(links).filter(([, link]) => !hasSpace(link)))),
];

/** Links in all forms that must be found if only `ok` and its subdomains are allowed. */
export const harmfulLinks = (ok: string, evil: string): readonly LinkSample[] => [
  ...combine(MARKUP_FORMS, {
    ...at(evil, {
      ...AT_HOST_BY_SLASHES,
      plain: (host) => `https://${host}`,
      "mixed case": (host) => `hTTps://${host}`,
    }),
    javascript: "javascript:alert(1)",
    data: "data:text/html,x",
    userinfo: `https://${ok}@${evil}/x`,
  }),
  ...combine({ ...FORMS, ...BARE_FORMS }, { ...at(evil, AT_HOST), ...HARMFUL(ok, evil), ...www(evil) }),
  ...combineInPlace({ ...at(evil, AT_HOST_IN_PLACE), ...HARMFUL_IN_PLACE }),
  ...combine(
    { autolink: (link) => `It is at <${link}>.` },
    { javascript: "javascript:alert(1)", data: "data:text/html,x" },
  ),
];

/** Links in all forms that must not be found. */
export const allowedLinks = (ok: string): readonly LinkSample[] => [
  ...combine(MARKUP_FORMS, {
    ...at(ok, {
      plain: (host) => `https://${host}`,
      path: (host) => `https://${host}/x?a=b#c`,
      "protocol-relative": (host) => `//${host}/x`,
    }),
    relative: "/docs/a.html",
  }),
  ...combine({ ...FORMS, ...BARE_FORMS }, at(ok, AT_HOST)),
  ...combineInPlace({ ...at(ok, AT_HOST_IN_PLACE), ...ALLOWED_IN_PLACE(ok) }).filter((one) => !isEscaped(one)),
];
