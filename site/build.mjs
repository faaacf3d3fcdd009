// The docs as they are, the README as their first page, and the API from its comments: `npm run docs`.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const site = new URL(".", import.meta.url);
const root = new URL("..", site);
const bin = (name) => new URL(`node_modules/.bin/${name}`, site).pathname;
const run = (name, ...args) => execFileSync(bin(name), args, { cwd: site, stdio: "inherit" });

rmSync(new URL("docs", site), { recursive: true, force: true });
cpSync(new URL("docs", root), new URL("docs", site), { recursive: true });
const readme = readFileSync(new URL("README.md", root), "utf8");
writeFileSync(new URL("docs/index.md", site), readme.replaceAll(/(?<=\]\(|src="|srcset=")docs\//g, "./"));
run("vitepress", "build", ".");
run("typedoc");
