import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anchorOf, ROOT } from "../../site/links.ts";

const PAGES = globSync("{*,docs/*,examples/**/*,bench/*,torture/*,src/**/*}.md", { cwd: ROOT });

/** A page without its blocks of code. */
const proseOf = (page: URL): string => readFileSync(page, "utf8").replaceAll(/^```[^]*?^```/gm, "");

const targetsOf = (page: URL): readonly string[] =>
  [
    ...proseOf(page)
      .replaceAll(/`[^`\n]*`/g, "")
      .matchAll(/(?:\]\(|\b(?:src|srcset|href)=")([^)"\s]+)/g),
  ].map(([, target = ""]) => target);

const anchorsOf = (page: URL): readonly string[] =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

const isAlive = (target: string, page: URL): boolean => {
  const url = new URL(target, page);
  if (url.protocol !== "file:") return true;
  const anchor = decodeURIComponent(url.hash.slice(1));
  return existsSync(url) && (anchor === "" || anchorsOf(url).includes(anchor));
};

describe("links of pages", () => {
  it.each(PAGES)("%s", (path) => {
    const page = new URL(path, ROOT);
    expect(targetsOf(page).filter((target) => !isAlive(target, page))).toEqual([]);
  });

  it("are found, pictures and anchors too", () => {
    const targets = targetsOf(new URL("README.md", ROOT));
    expect(targets).toContain("docs/images/play-masks.png");
    expect(targets).toContain("docs/library.md#in-any-fetch-handler");
  });
});
