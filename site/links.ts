import { existsSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT: URL = new URL("..", import.meta.url);

const { repository } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8")) as {
  readonly repository: { readonly url: string };
};

/** Where the repository is hosted. */
export const REPOSITORY: string = repository.url.replace(/^git\+|\.git$/g, "");

const TARGET = /(?<=\]\(|\b(?:src|srcset|href)=")[^)"#\s]+/g;

const addressOf = (file: URL): string => {
  const path = relative(fileURLToPath(ROOT), fileURLToPath(file));
  if (path.startsWith("docs/")) return `./${path.slice("docs/".length)}`;
  return `${REPOSITORY}/${statSync(file).isDirectory() ? "tree" : "blob"}/main/${path}`;
};

/** A page of the repository for the site, which has only the files of `docs/`: links to others lead to the repository. */
export const forSite = (markdown: string, page: URL): string =>
  markdown.replaceAll(TARGET, (target) => {
    const file = URL.parse(target, page);
    return file?.protocol === "file:" && existsSync(file) ? addressOf(file) : target;
  });

/** The anchor of a heading, as the hosting site makes it, so that a link is the same there and here. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
