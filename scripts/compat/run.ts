// Installs the packed package into empty folders, bundles a program for each of its entry points with each bundler,
// runs the bundles and the programs themselves, and writes docs/compatibility.md. `npm run test:bundlers [-- NAME…]`
//
// Not part of `npm test`, since bundlers and runtimes are a download of 600 MB.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Bundler, BUNDLERS, bundle, programsAt } from "./bundlers.ts";
import { type FirstStream, firstStreams } from "./first-stream.ts";
import { cellOf, compatibilityPage, type Column } from "./matrix.ts";
import { makeNextApp, type NextBuild, startNext } from "./next.ts";
import { openPlaces, type Places, type Run } from "./places.ts";
import { type Bench, makeBench, type Program, type Project } from "./project.ts";

const only = process.argv.slice(2);
const isWanted = (name: string): boolean => only.length === 0 || only.some((word) => name.includes(word));

const messageOf = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  return (stderr === undefined || stderr === "" ? (message ?? String(error)) : stderr).trim();
};

const told = (column: Column): Column => {
  const { name, cells } = column;
  console.log(
    `${name.padEnd(24)} ${[...cells.values()].filter((error) => error === undefined).length} of ${cells.size}`,
  );
  return column;
};

/** The output or error of each program. */
const tryAll = async (programs: readonly Program[], run: (program: Program) => Promise<string> | string) => {
  const cells: [string, string | undefined][] = [];
  for (const program of programs) {
    const error = await Promise.resolve()
      .then(() => run(program))
      .then(cellOf, messageOf);
    cells.push([program.entry, error]);
  }
  return cells;
};

const outputIn = (folder: string, name: string): string => {
  const module = join(folder, `${name}.mjs`);
  return existsSync(module) ? module : join(folder, `${name}.cjs`);
};

const bundled = async (bench: Bench, places: Places, bundler: Bundler): Promise<Column> => {
  const cells = [];
  for (const project of bench.projects) {
    const programs = programsAt(project, bundler.place);
    if (programs.length === 0) continue;
    try {
      const folder = await bundle(bench, project, bundler);
      const run = places.runs[bundler.place];
      cells.push(...(await tryAll(programs, ({ name }) => run(outputIn(folder, name)))));
    } catch (error) {
      cells.push(...programs.map(({ entry }): [string, string] => [entry, messageOf(error)]));
    }
  }
  return told({ name: bundler.name, cells: new Map(cells) });
};

/** Runs the programs of a project as routes of a Next.js app. */
const nextCells = async (
  bench: Bench,
  { programs }: Project,
  app: string,
  flag: NextBuild,
): Promise<readonly (readonly [string, string | undefined])[]> => {
  try {
    const server = await startNext(bench, app, flag);
    const cells = await tryAll(programs, ({ name }) => server.ask(name));
    await server.close();
    return cells;
  } catch (error) {
    return programs.map(({ entry }) => [entry, messageOf(error)]);
  }
};

const nextColumns = async (bench: Bench): Promise<readonly Column[]> => {
  const bundled = bench.projects.filter((project) => programsAt(project, "node").length > 0);
  const apps = bundled.map((project) => [project, makeNextApp(bench, project)] as const);
  const columns = [];
  for (const flag of ["--turbopack", "--webpack"] as const) {
    const cells = [];
    for (const [project, app] of apps) cells.push(...(await nextCells(bench, project, app, flag)));
    columns.push(told({ name: `Next.js, ${flag.slice(2)}`, cells: new Map(cells) }));
  }
  return columns;
};

/** Runs the programs unbundled, with node_modules. */
const asTheyAre = async (bench: Bench, name: string, run: Run): Promise<Column> => {
  const cells = [];
  for (const { path, programs } of bench.projects)
    cells.push(...(await tryAll(programs, (program) => run(join(path, "print", `${program.name}.mjs`)))));
  return told({ name, cells: new Map(cells) });
};

/** The results on a platform without packages, from esbuild's bundles. */
const fromBundle = (columns: readonly Column[], how: string, name: string): readonly Column[] =>
  columns.filter((column) => column.name === `esbuild, ${how}`).map(({ cells }) => ({ name, cells }));

const bench = await makeBench();
const places = await openPlaces(bench);
const { runs } = places;
const bundlers: Column[] = [];
for (const bundler of BUNDLERS.filter(({ name }) => isWanted(name)))
  bundlers.push(await bundled(bench, places, bundler));
if (isWanted("Next.js")) bundlers.push(...(await nextColumns(bench)));
const runtimes: Column[] = [];
for (const [name, run] of [
  ["Node 22", runs.node22],
  ["Node 24", runs.node],
  ["Deno", runs.deno],
  ["Bun", runs.bun],
] as const)
  if (isWanted(name)) runtimes.push(await asTheyAre(bench, name, run));
runtimes.push(...fromBundle(bundlers, "workerd", "workerd"), ...fromBundle(bundlers, "browser", "Chromium"));
await places.close();
let first: readonly FirstStream[] = [];
if (isWanted("first")) first = await firstStreams(bench);
for (const { name, lines, seconds } of first) console.log(`${name}: ${lines} lines, ${seconds.toFixed(1)} s`);

const failures = [...bundlers, ...runtimes].flatMap(({ name, cells }) =>
  [...cells].flatMap(([entry, error]) => (error === undefined ? [] : [`${name}, ${entry}: ${error}`])),
);
for (const failure of failures) console.error(`\n${failure.slice(0, 1500)}`);
if (only.length === 0 && failures.length === 0) {
  const page = fileURLToPath(new URL("../../docs/compatibility.md", import.meta.url));
  writeFileSync(page, compatibilityPage({ bundlers, runtimes, first }, bench));
}
if (process.env["KEEP"] === undefined) rmSync(bench.home, { recursive: true, force: true });
else console.log(bench.home);
process.exitCode = failures.length === 0 ? 0 : 1;
