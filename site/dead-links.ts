import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { REPOSITORY, ROOT } from "./links.ts";

/** A built site: the folder of its files, and the path that it is served under, with a slash at the end. */
export interface Site {
  readonly folder: URL;
  readonly base: string;
}

const LINK = /<(?:a|img|link|script|source)\b[^>]*?\s(?:href|src|srcset)="([^"]+)"/g;
const ID = /\sid="([^"]+)"/g;
const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&quot;": '"', "&lt;": "<", "&#x27;": "'" };

const allOf = (html: string, pattern: RegExp): readonly string[] =>
  [...html.matchAll(pattern)].map(([, value = ""]) =>
    value.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity),
  );

const isFile = (file: URL): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** Where a server looks for a path: `library` is `library.html`, and a folder has an `index.html`. */
const candidates = ({ href }: URL): readonly URL[] =>
  [href, `${href}.html`, `${href.replace(/\/$/, "")}/index.html`].map((file) => new URL(file));

const pathInRepository = ({ origin, pathname }: URL): string | undefined =>
  (origin + pathname).startsWith(`${REPOSITORY}/`) ? /\/(?:blob|tree)\/main\/(.*)/.exec(pathname)?.[1] : undefined;

/** Every link of a site that leads nowhere, to its own pages and to files of the repository, after the page that has it. */
export const deadLinks = ({ folder, base }: Site): readonly string[] => {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));
  const pages = paths.map((path) => ({ path, html: readFileSync(new URL(path, folder), "utf8") }));
  const ids = new Map(pages.map(({ path, html }) => [new URL(path, folder).href, new Set(allOf(html, ID))]));
  const address = new URL(base, "https://site.invalid");

  const isOnSite = ({ pathname, hash }: URL): boolean => {
    const file = candidates(new URL(pathname.slice(base.length), folder)).find(isFile);
    return file !== undefined && (hash === "" || ids.get(file.href)?.has(decodeURIComponent(hash.slice(1))) !== false);
  };
  const isAlive = (link: URL): boolean => {
    const path = pathInRepository(link);
    if (path !== undefined) return existsSync(new URL(path, ROOT));
    return link.origin !== address.origin || (link.pathname.startsWith(base) && isOnSite(link));
  };
  return pages.flatMap(({ path, html }) =>
    [...new Set(allOf(html, LINK))]
      .filter((link) => !isAlive(new URL(link, new URL(path, address))))
      .map((link) => `${path}: ${link}`),
  );
};
