import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "oxc-parser";

const ROOT = new URL("../../", import.meta.url).pathname;

/** An export of an entry point. */
export interface PublicSymbol {
  readonly name: string;
  /** The file that declares it. */
  readonly file: string;
  /** The entry point. */
  readonly entry: string;
  /** Whether it is a value, as opposed to a type. */
  readonly isValue: boolean;
  readonly doc: string;
}

type Parsed = ReturnType<typeof parseSync> & { readonly source: string };
type Statement = Parsed["program"]["body"][number];

const cache = new Map<string, Parsed>();
const parsed = (file: string): Parsed => {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const source = readFileSync(join(ROOT, file), "utf8");
  const result = Object.assign(parseSync(file, source, { sourceType: "module" }), { source });
  cache.set(file, result);
  return result;
};

const resolved = (from: string, specifier: string): string => normalize(join(dirname(from), specifier));

const nameOf = (node: { readonly type: string }): string =>
  "name" in node ? String(node.name) : "value" in node ? String(node.value) : "";

const LINE_COMMENTS = /^(?:\s*\/\/.*)+$/m;

/** The docstring before a statement. Only line comments may be between them. */
const docOf = (file: string, { start }: Statement): string => {
  const { source, comments } = parsed(file);
  const doc = comments.findLast(({ end, type }) => end <= start && type === "Block");
  if (doc === undefined || !doc.value.startsWith("*")) return "";
  return source.slice(doc.end, start).replace(LINE_COMMENTS, "").trim() === "" ? doc.value : "";
};

const declaredBy = (statement: Statement): readonly string[] => {
  if (statement.type !== "ExportNamedDeclaration" || statement.declaration === null) return [];
  const { declaration } = statement;
  if (declaration.type === "VariableDeclaration") return declaration.declarations.map(({ id }) => nameOf(id));
  return "id" in declaration && declaration.id !== null ? [nameOf(declaration.id)] : [];
};

const isType = (statement: Statement): boolean =>
  statement.type === "ExportNamedDeclaration" && /^TS(?:Interface|TypeAlias)/.test(statement.declaration?.type ?? "");

/** The declarations of a file's exports. */
const exportsOf = (file: string, only?: string): readonly Omit<PublicSymbol, "entry">[] =>
  parsed(file).program.body.flatMap((statement) => {
    if (statement.type === "ExportAllDeclaration") return exportsOf(resolved(file, statement.source.value), only);
    if (statement.type !== "ExportNamedDeclaration") return [];
    const { source } = statement;
    if (source !== null) {
      return statement.specifiers
        .filter(({ exported }) => only === undefined || nameOf(exported) === only)
        .flatMap(({ local }) => exportsOf(resolved(file, source.value), nameOf(local)));
    }
    return declaredBy(statement)
      .filter((name) => only === undefined || name === only)
      .map((name) => ({ name, file, isValue: !isType(statement), doc: docOf(file, statement) }));
  });

/** The source of every entry in `package.json`, by the name it is imported under. A condition `node` goes first. */
const entries = (): readonly (readonly [string, string])[] => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  };
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === "string" || path.includes("*")) return [];
    const conditions = (target["node"] ?? target) as { readonly default: string };
    const file = conditions.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    return existsSync(join(ROOT, file)) ? [[path.replace(/^\./, "edgerails"), file] as const] : [];
  });
};

/** All exports of the package, each once, under its first entry point in `package.json`. */
export const publicSymbols = (): readonly PublicSymbol[] => {
  const all = entries().flatMap(([entry, file]) => exportsOf(file).map((symbol) => ({ ...symbol, entry })));
  return [
    ...new Map(all.toReversed().map((symbol) => [`${symbol.file} ${symbol.name}`, symbol])).values(),
  ].toReversed();
};

/** The examples in a docstring. */
export const examplesOf = (doc: string): readonly string[] =>
  doc
    .split(/^\s*\* @/m)
    .filter((tag) => tag.startsWith("example"))
    .map((tag) =>
      tag
        .split("\n")
        .slice(1)
        .map((line) => line.replace(/^\s*\*( |$)/, ""))
        .join("\n")
        .trimEnd(),
    );
