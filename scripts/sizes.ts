// Prints the size of a Worker, minified and compressed, and the size of each part of the catalog. Fails above a budget.
// `npm run sizes`
import { readdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { BUDGETS, GATEWAY, PARTS, weigh } from "./weigh.ts";

const line = (name: string, kib: number, note = ""): void =>
  console.log(`${name.padEnd(58)} ${kib.toFixed(1).padStart(6)} KiB${note}`);

let above = 0;
for (const { name, contents, budget } of BUDGETS) {
  const { kib } = await weigh(contents);
  if (kib > budget) above += 1;
  line(name, kib, kib > budget ? `, ABOVE ITS BUDGET of ${budget}` : ` of ${budget}`);
}

const library = fileURLToPath(new URL("../src/library/", import.meta.url));
const folders = readdirSync(library, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const rails: readonly (readonly [string, string])[] = folders
  .filter(({ name }) => readdirSync(library + name).includes("spec.ts"))
  .map(({ name }) => [`edgerails/rails/${name}`, `export * from "./library/${name}/spec.ts";`]);
const { kib: gateway } = await weigh(GATEWAY);
console.log("\nadded to the gateway of edgerails/core by");
for (const [name, contents] of [...PARTS, ...rails]) line(`  ${name}`, (await weigh(GATEWAY + contents)).kib - gateway);

process.exitCode = above === 0 ? 0 : 1;
