import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

// Removes the declarations of modules that no exported type refers to, two thirds of all.
process.chdir(new URL("..", import.meta.url).pathname);

const SPECIFIER = /(?:\bfrom|\bimport\(|^import)\s*"(\.[^"]+)"/gm;

const typesIn = (target) =>
  typeof target === "string" ? [] : [target.types ?? [], Object.values(target).map(typesIn)].flat(2);

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const reached = new Set(
  Object.values(exports)
    .flatMap(typesIn)
    .flatMap((types) => globSync(types)),
);

// Iterating a set includes elements that are added meanwhile.
for (const file of reached) {
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(SPECIFIER)) {
    const next = join(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts"));
    if (existsSync(next)) reached.add(next);
  }
}

for (const file of globSync("dist/**/*.d.ts")) {
  if (reached.has(file)) continue;
  rmSync(file);
  rmSync(`${file}.map`);
}
