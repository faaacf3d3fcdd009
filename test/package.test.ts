import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

type Target = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const read = (path: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8")) as Readonly<Record<string, unknown>>;

const { exports, files } = read("package.json") as {
  readonly exports: Readonly<Record<string, Target | string>>;
  readonly files: readonly string[];
};

/** Every pair of types and code that a platform may get. */
const pairs = Object.entries(exports).flatMap(([entry, target]): (readonly [string, string, string])[] => {
  if (typeof target === "string") return [];
  const { types, default: code, ...conditions } = target;
  if (typeof types === "string" && typeof code === "string") return [[entry, types, code]];
  return Object.entries({ ...conditions, default: code }).map(([name, one]) => {
    const { types: declared = "", default: run = "" } = typeof one === "object" ? one : {};
    return [`${entry} (${name})`, declared, run];
  });
});

describe("the package", () => {
  it.each(pairs)("gives %s the types of its own code", (_, types, code) => {
    expect(types).toMatch(/\.d\.ts$/);
    expect(types.replace(/\.d\.ts$/, ".js")).toBe(code);
  });

  it("has no types of Node's API for other runtimes", () => {
    const { ".": main } = exports;
    for (const name of ["workerd", "browser", "default"]) {
      expect(JSON.stringify((main as Target)[name])).not.toContain("/node/");
    }
  });

  it("has the same entry points on JSR, which supports no patterns and only modules", () => {
    const { exports: onJsr } = read("jsr.json") as { readonly exports: Readonly<Record<string, string>> };
    const modules = Object.entries(exports).flatMap(([entry, target]) => {
      const code = typeof target === "string" ? undefined : (target["default"] as Target | string);
      const path = typeof code === "object" ? (code["default"] as string) : code;
      if (path === undefined || entry.includes("*")) return [];
      return [[entry, path.replace("./dist/", "./src/").replace(/js$/, "ts")]];
    });
    expect(onJsr).toEqual(Object.fromEntries(modules));
  });

  it("ships the sources of its source maps", () => {
    expect(read("tsconfig.build.json")).toMatchObject({ compilerOptions: { sourceMap: true, declarationMap: true } });
    expect(files).toContain("src");
  });
});

describe("a file for GitHub", () => {
  const folder = new URL("../.github/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yml"));
  const forms = files.filter((name) => /^ISSUE_TEMPLATE.(?!config)/.test(name));

  it.each(files)("is YAML: %s", (name) => {
    expect(parse(readFileSync(new URL(name, folder), "utf8"))).toBeTypeOf("object");
  });

  it.each(forms)("is an issue form: %s", (name) => {
    expect(parse(readFileSync(new URL(name, folder), "utf8"))).toMatchObject({
      name: expect.any(String) as string,
      description: expect.any(String) as string,
      body: expect.arrayContaining([expect.objectContaining({ type: "textarea" })]) as object,
    });
  });
});
