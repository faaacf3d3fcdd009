import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { deadLinks } from "../../site/dead-links.ts";
import { forSite, REPOSITORY, ROOT } from "../../site/links.ts";

const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const jsonOf = (path: string): unknown => JSON.parse(read(path));

class Token {
  readonly attributes: string[] = [];

  attrSet(name: string): void {
    this.attributes.push(name);
  }
}

interface Markdown {
  readonly renderer: { readonly rules: { code_inline: (tokens: readonly Token[], index: number) => string } };
}

/** The parts of VitePress' config that are used here. */
interface SiteConfig {
  readonly themeConfig: { readonly sidebar: readonly { readonly items: readonly { readonly link: string }[] }[] };
  readonly markdown: { readonly config: (markdown: Markdown) => void };
}

const { default: config } = (await import(new URL("site/.vitepress/config.mjs", ROOT).href)) as {
  readonly default: SiteConfig;
};

const PAGES = readdirSync(new URL("docs", ROOT)).filter((name) => name.endsWith(".md"));

describe("the site of the docs", () => {
  it("links every page", () => {
    const links = config.themeConfig.sidebar.flatMap(({ items }) => items.map(({ link }) => link));
    expect(links.toSorted()).toEqual(["/", ...PAGES.map((name) => `/${name.replace(/\.md$/, "")}`)].toSorted());
  });

  it("has the API of every entry: `edgerails/core` is a part of `edgerails`", () => {
    const { exports } = jsonOf("package.json") as { readonly exports: Readonly<Record<string, unknown>> };
    const { entryPoints } = jsonOf("site/typedoc.json") as { readonly entryPoints: readonly string[] };
    const files = Object.entries(exports)
      .filter(([entry]) => entry !== "./core" && !entry.includes("*") && !entry.endsWith(".json"))
      .map(([, target]) => /[^"]*\.d\.ts/.exec(JSON.stringify(target))?.[0] ?? "")
      .map((types) => types.replace("./dist/", "../src/").replace(/\.d\.ts$/, ".ts"));
    expect(entryPoints.toSorted()).toEqual(files.toSorted());
  });

  it("escapes braces in code, which Vue would evaluate", () => {
    const renderer = { rules: { code_inline: ([token]: readonly Token[]) => token?.attributes.join(" ") ?? "" } };
    config.markdown.config({ renderer });
    expect((renderer as Markdown["renderer"]).rules.code_inline([new Token()], 0)).toBe("v-pre");
  });

  it("finds every image: a path without `./` is a package to a bundler", () => {
    const paths = PAGES.flatMap((name) => [...read(`docs/${name}`).matchAll(/<img [^>]*src="([^"]*)"/g)]);
    expect(paths.map(([, path]) => path).filter((path) => path?.startsWith("./") !== true)).toEqual([]);
    expect(paths.length).toBeGreaterThan(0);
  });
});

describe("links of the site", () => {
  const page = new URL("docs/rails.md", ROOT);

  it("lead to the repository where they leave the docs", () => {
    expect(forSite("[a](../examples/rails/links.yml#L1) [b](../torture/)", page)).toBe(
      `[a](${REPOSITORY}/blob/main/examples/rails/links.yml#L1) [b](${REPOSITORY}/tree/main/torture)`,
    );
  });

  it("stay within the docs where they did, from the README too", () => {
    const markdown =
      '[a](docs/rails.md#masks) <img src="docs/images/play-masks.png"> [b](https://a.example/) [c](#why)';
    expect(forSite(markdown, new URL("README.md", ROOT))).toBe(markdown.replaceAll("docs/", "./"));
  });

  it("stay as they are where there is no such file, to be found dead", () => {
    expect(forSite("[a](../examples/none.yml)", page)).toBe("[a](../examples/none.yml)");
  });

  const site = (files: Readonly<Record<string, string>>): readonly string[] => {
    const folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), "edgerails-site-"))}/`);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(new URL("api/", folder));
    for (const [path, html] of Object.entries(files)) writeFileSync(new URL(path, folder), html);
    return deadLinks({ folder, base: "/base/" });
  };

  it("are alive as a server answers them", () => {
    const links = [
      "b",
      "b.html#there",
      "/base/api/",
      "./api/#d%C3%A9",
      "#here",
      "https://a.example/none",
      "mailto:a@b.example",
    ];
    const html = links.map((link) => `<a class="x" href="${link}">`).join("");
    expect(
      site({ "a.html": `<h1 id="here">${html}`, "b.html": '<h2 id="there">', "api/index.html": '<p id="dé">' }),
    ).toEqual([]);
  });

  it("are dead without the page, the anchor, the picture or the file of the repository", () => {
    const file = `${REPOSITORY}/blob/main/none.md#L1`;
    const html = `<a href="none"><a href="#none"><a href="/elsewhere/"><a href="${file}"><img src="none.png">`;
    expect(site({ "api/a.html": html })).toEqual(
      ["none", "#none", "/elsewhere/", file, "none.png"].map((link) => `api/a.html: ${link}`),
    );
  });
});
