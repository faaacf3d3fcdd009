// The docs as they are, the README as their first page, and the API from its comments: `npm run docs`.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import config from "./.vitepress/config.mjs";
import { deadLinks } from "./dead-links.ts";
import { forSite, ROOT } from "./links.ts";

const site = new URL(".", import.meta.url);
const docs = new URL("docs/", site);
const bin = (name) => new URL(`node_modules/.bin/${name}`, site).pathname;
const run = (name, ...args) => execFileSync(bin(name), args, { cwd: site, stdio: "inherit" });

const write = (from, name) => {
  const page = new URL(from, ROOT);
  writeFileSync(new URL(name, docs), forSite(readFileSync(page, "utf8"), page));
};

rmSync(docs, { recursive: true, force: true });
cpSync(new URL("docs", ROOT), docs, { recursive: true });
for (const name of globSync("*.md", { cwd: docs })) write(`docs/${name}`, name);
write("README.md", "index.md");
run("vitepress", "build", ".");
run("typedoc");

const dead = deadLinks({ folder: new URL("dist/", site), base: config.base });
if (dead.length > 0) throw new Error(`Dead links of the site:\n${dead.join("\n")}`);
