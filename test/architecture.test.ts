import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { builtInRails } from "../src/library/catalog.ts";
import { KnownRails } from "../src/library/resolve/known-rails.ts";

/**
 * The order of imports: a room may import itself and any room before it. Rooms on one line must not import each other.
 */
const ORDER: readonly (readonly string[])[] = [
  ["types", "errors", "json", "memoize"],
  ["text"],
  ["streams"],
  ["http"],
  ["wire"],
  ["colang"],
  ["config"],
  ["prompts"],
  ["llm"],
  ["rails"],
  ["library"],
  ["engine"],
  ["server", "integrations", "core", "index"],
  ["node", "play"],
  ["cli"],
];
const NODE_ROOMS: ReadonlySet<string> = new Set(["node", "cli"]);
/** Public entry points only re-export, so they have no place in the order, and must not be imported inside. */
const isEntry = (path: string): boolean => /(?:^|\/)(?:core|index)\.ts$/.test(path);
const MAX_LINES = 250;

const SRC = resolve(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)/g;

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(SRC, file), "utf8").matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? "");

const targetOf = (file: string, specifier: string): string => relative(SRC, resolve(SRC, dirname(file), specifier));
const roomOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : file.replace(/\.ts$/, ""));
const rankOf = (room: string): number => ORDER.findIndex((rooms) => rooms.includes(room));
const isRelative = (specifier: string): boolean => specifier.startsWith(".");

const edges = files.flatMap((file) =>
  importsOf(file)
    .filter(isRelative)
    .map((specifier) => ({ from: file, to: targetOf(file, specifier) })),
);

describe("the rooms of src", () => {
  it("are all in the order of imports", () => {
    expect(files.filter((file) => rankOf(roomOf(file)) < 0)).toEqual([]);
  });

  it("import only themselves and rooms to their left", () => {
    const wrong = edges.filter(({ from, to }) => {
      const [a, b] = [roomOf(from), roomOf(to)];
      return a !== b && !isEntry(from) && rankOf(b) >= rankOf(a);
    });
    expect(wrong).toEqual([]);
  });

  it("do not import entry points", () => {
    expect(edges.filter(({ from, to }) => isEntry(to) && !isEntry(from))).toEqual([]);
  });

  it("have no import cycles", () => {
    const graph = Map.groupBy(edges, ({ from }) => from);
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `cycle: ${[...path, file].join(" → ")}`).not.toContain(file);
      if (done.has(file)) return;
      for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(done.size).toBeGreaterThan(100);
  });

  it("import node: modules only in node and cli", () => {
    const wrong = files.filter(
      (file) => !NODE_ROOMS.has(roomOf(file)) && importsOf(file).some((specifier) => specifier.startsWith("node:")),
    );
    expect(wrong).toEqual([]);
  });

  it("write file extensions in relative imports", () => {
    expect(edges.filter(({ to }) => !to.endsWith(".ts"))).toEqual([]);
  });

  it("name no rail outside of its folder", () => {
    const all = new KnownRails([], builtInRails()).specs.flatMap(({ flows, settings }) =>
      [...Object.keys(flows), settings?.key ?? []].flat(),
    );
    // Names of one word may mean anything else.
    const names = all.filter((name) => /[ _]/.test(name));
    const code = (file: string): string =>
      readFileSync(join(SRC, file), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    const wrong = files
      .filter((file) => roomOf(file) !== "library")
      .flatMap((file) => {
        const text = code(file);
        const quoted = (name: string): boolean => ['"', "'", "`"].some((quote) => text.includes(quote + name));
        return names.filter(quoted).map((name) => [file, name]);
      });
    expect(wrong).toEqual([]);
    expect(names.length).toBeGreaterThan(8);
  });

  it("have no default exports", () => {
    expect(files.filter((file) => /^export default/m.test(readFileSync(join(SRC, file), "utf8")))).toEqual([]);
  });

  it("have short files", () => {
    expect(files.filter((file) => readFileSync(join(SRC, file), "utf8").split("\n").length > MAX_LINES)).toEqual([]);
  });

  it("import the YAML parser only where texts are parsed", () => {
    const graph = Map.groupBy(edges, ({ from }) => from);
    const reachable = new Set<string>();
    const visit = (file: string): void => {
      if (reachable.has(file)) return;
      reachable.add(file);
      for (const { to } of graph.get(file) ?? []) visit(to);
    };
    visit("core.ts");
    visit("server/index.ts");
    const withYaml = [...reachable].filter((file) => importsOf(file).includes("yaml"));
    expect(withYaml).toEqual([]);
  });
});
