import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
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
