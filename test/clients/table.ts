import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";
import type { Client } from "./client.ts";
import { CLIENTS } from "./clients.ts";
import { PYTHON } from "./python/interpreter.ts";
import { PYTHON_CLIENTS } from "./python/python-clients.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const COLUMNS = ["plain", "blocked", "refused", "failed", "tools", "structured", "usage"] as const;

type Column = (typeof COLUMNS)[number];

const versions: Readonly<Record<string, string>> = {
  ...(JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { devDependencies: Record<string, string> })
    .devDependencies,
  "openai (Python)": PYTHON.version,
};

const nameOf = ({ package: name, call }: Client): string => `${name} ${call}`;

/** The results of clients, by runtime. */
export class Table {
  readonly #seen = new Map<string, Set<string>>();

  proved(client: Client, column: Column, runtime: string): void {
    const at = `${nameOf(client)}|${column}`;
    this.#seen.set(at, (this.#seen.get(at) ?? new Set()).add(runtime));
  }

  /**
   * Compares the table in this file, between its marks. Rows of clients that cannot run here are ignored. To update it:
   * `npx vitest run --project node test/clients -u`.
   */
  async expectIn(path: string): Promise<void> {
    const page = readFileSync(resolve(ROOT, path), "utf8");
    const [before = "", old = ""] = page.split(/(?<=<!-- table -->\n)/);
    const after = old.slice(old.indexOf("<!-- /table -->"));
    const kept = old.split("\n").filter((line) => !PYTHON.available && line.startsWith("| openai (Python)"));
    const rows = [...CLIENTS, ...(PYTHON.available ? PYTHON_CLIENTS : [])].map((client) => this.#row(client));
    const head = ["| client | call | path |", ...COLUMNS.map((name) => ` ${name} |`)].join("");
    const rule = `|---|---|---|${COLUMNS.map(() => "---|").join("")}`;
    const table = [head, rule, ...rows, ...kept].join("\n");
    expect(existsSync(resolve(ROOT, path))).toBe(true);
    await expect(`${before}${table}\n${after}`).toMatchFileSnapshot(resolve(ROOT, path));
  }

  #row(client: Client): string {
    const { package: name, call, path } = client;
    const cells = COLUMNS.map((column) => [...(this.#seen.get(`${nameOf(client)}|${column}`) ?? [])].join(", "));
    return `| ${name} ${versions[name]} | \`${call}\` | \`${path}\` | ${cells.join(" | ")} |`;
  }
}
