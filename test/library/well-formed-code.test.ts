import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MASKING_RAILS } from "../support/masking-rails.ts";

interface Language {
  /** A program with a text in its strings and comments. */
  readonly write: (text: string) => string;
  /** The command that parses it. */
  readonly parser: string;
  /** Which of some programs the parser refuses, by their index. */
  readonly refused: (programs: readonly string[]) => readonly number[];
}

const isInstalled = (command: string): boolean =>
  spawnSync(command, ["--help"], { timeout: 20_000 }).error === undefined;
const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, " ");
const escaped = (text: string, signs: RegExp): string => text.replaceAll(signs, String.raw`\$&`);
const quoted = (text: string): string => `'${escaped(text, /['\\]/g).replaceAll("\n", String.raw`\n`)}'`;

const PARSE_ALL = `import ast, json, sys
def is_refused(text):
    try: ast.parse(text)
    except (SyntaxError, ValueError): return True
print(json.dumps([i for i, text in enumerate(json.load(sys.stdin)) if is_refused(text)]))`;

const byPython = (programs: readonly string[]): readonly number[] => {
  const { stdout } = spawnSync("python3", ["-W", "ignore", "-c", PARSE_ALL], { input: JSON.stringify(programs) });
  return JSON.parse(stdout.toString()) as readonly number[];
};

/** One shell reads all as functions; only if it refuses them, each is read alone. */
const byBash = (programs: readonly string[]): readonly number[] => {
  const isRefused = (input: string): boolean => spawnSync("bash", ["-n"], { input }).status !== 0;
  if (!isRefused(programs.map((program, index) => `f${index}() {\n${program}}\n`).join(""))) return [];
  return [...programs.keys()].filter((index) => isRefused(programs[index] ?? ""));
};

const byGo = (programs: readonly string[]): readonly number[] => {
  const folder = mkdtempSync(join(tmpdir(), "well-formed-"));
  for (const [index, program] of programs.entries()) writeFileSync(join(folder, `${index}.go`), program);
  const { stderr } = spawnSync("gofmt", ["-l", folder]);
  rmSync(folder, { recursive: true });
  const named = stderr.toString().matchAll(/(\d+)\.go:/g);
  return [...new Set(Array.from(named, ([, index]) => Number(index)))];
};

const LANGUAGES: Readonly<Record<string, Language>> = {
  Python: {
    write: (text) =>
      [
        `a = ${JSON.stringify(text)}  # ${oneLine(text)}`,
        `f(${quoted(text)}, f"""{a} ${escaped(text, /["\\]/g).replaceAll(/[{}]/g, "$&$&")}""", {${quoted(text)}: 1})`,
      ].join("\n"),
    parser: "python3",
    refused: byPython,
  },
  Bash: {
    write: (text) =>
      [
        `a="${escaped(text, /["\\$`]/g)}" # ${oneLine(text)}`,
        `f '${text.replaceAll("'", String.raw`'\''`)}' "$a" | g`,
        `cat <<'END'\n${text}\nEND\n`,
      ].join("\n"),
    parser: "bash",
    refused: byBash,
  },
  Go: {
    write: (text) =>
      [
        `package p\n\n/* ${text.replaceAll("*/", "")} */`,
        `var a = ${JSON.stringify(text)} // ${oneLine(text)}`,
        `var b = f(\`${text.replaceAll("`", "")}\`, map[string]int{${JSON.stringify(text)}: 1})\n`,
      ].join("\n"),
    parser: "gofmt",
    refused: byGo,
  },
};

const MISSING = Object.values(LANGUAGES).flatMap(({ parser }) => (isInstalled(parser) ? [] : parser));

if (MISSING.length > 0) console.warn(`Masked programs are not parsed by what is not installed: ${MISSING.join(", ")}`);

describe.each(MASKING_RAILS)("$flow", ({ texts, mask }) => {
  const some = texts.filter((_, index) => texts.length < 10 || index % 8 === 0);

  it.for(Object.entries(LANGUAGES))(
    "leaves %s well-formed",
    { timeout: 90_000 },
    ([, { write, parser, refused }], { skip }) => {
      skip(MISSING.includes(parser), `there is no ${parser} here`);
      const programs = some.map(write);
      const masked = programs.map((program) => mask([program]));
      const before = new Set(refused(programs));
      expect(before.size).toBeLessThan(programs.length);
      const broken = refused(masked).filter((index) => !before.has(index));
      expect(broken.map((index) => ({ text: programs[index], masked: masked[index] }))).toEqual([]);
      expect(masked).not.toEqual(programs);
    },
  );
});
