// Puts published guards through the cases of edgerails/torture that need no more than text: `npm install && npm start`.
import { readdirSync, readFileSync } from "node:fs";
import { tortureGuard } from "edgerails/torture";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const folder = new URL("adapters/", import.meta.url);
const verbose = process.argv.includes("--verbose");

for (const file of readdirSync(folder).filter((one) => one.endsWith(".mjs"))) {
  const { name, guard } = await import(new URL(file, folder));
  const results = await tortureGuard(guard);
  const failed = results.filter(({ problem }) => problem !== undefined);
  const [version = ""] = (dependencies[name.split(" ")[0]] ?? "").match(/^\d.*/) ?? [];
  console.log(`${`${name} ${version}`.trim()}: ${results.length - failed.length} of ${results.length}`);
  const groups = [...new Set(results.map(({ group }) => group))];
  for (const group of groups) {
    const of = results.filter((one) => one.group === group);
    console.log(`  ${group}: ${of.filter(({ problem }) => problem === undefined).length} of ${of.length}`);
  }
  if (verbose) for (const { name: one, problem } of failed) console.log(`  FAILED ${one}: ${problem}`);
}
