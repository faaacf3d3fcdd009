import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./cli.ts";
import { folder } from "./config-folder.ts";

let place = "";
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "edgerails-writes-"));
  writeFileSync(join(place, "data.jsonl"), `{"prompt":"hello","expected":"passed"}\n`);
  writeFileSync(join(place, "file"), "");
  symlinkSync("loop", join(place, "loop"));
  symlinkSync("nothing", join(place, "dangling"));
});
afterAll(() => rmSync(place, { recursive: true }));

/** Commands that write into a new folder, and commands that write a file. */
const INTO_FOLDERS: readonly (readonly [command: string, (path: string) => readonly string[]])[] = [
  ["init", (path) => ["init", path, "--yes"]],
  ["server", (path) => ["server", "--config", "CONFIG", "--port", "0", "--record", path]],
];
const FILES: typeof INTO_FOLDERS = [
  ["bundle", (path) => ["bundle", "CONFIG", "-o", path]],
  ["eval --json", (path) => ["eval", join(place, "data.jsonl"), "--config", "CONFIG", "--json", path]],
  ["eval --junit", (path) => ["eval", join(place, "data.jsonl"), "--config", "CONFIG", "--junit", path]],
];

const tried = async (argv: readonly string[]) => {
  const config = await folder({
    "config.yml": "models: [{ type: main, engine: scripted, model: m, parameters: { replies: [hello] } }]\n",
  });
  return run(argv.map((word) => (word === "CONFIG" ? config : word)));
};

describe.each([
  ["below a file", "file/x", "not a directory (ENOTDIR)"],
  ["where a file is", "file", "file already exists (EEXIST)"],
  ["in a loop of links", "loop/x", "too many symbolic links encountered (ELOOP)"],
  ["where a link leads nowhere", "dangling", "file already exists (EEXIST)"],
])("a folder %s", (_where, path, words) => {
  it.each(INTO_FOLDERS)("makes %s report that in one line", async (_command, argv) => {
    const full = join(place, path);
    const { code, err, out } = await tried(argv(full));
    expect({ code, out, err: err.split("\n") }).toMatchObject({
      code: 1,
      out: "",
      err: [expect.stringContaining(`edgerails: Cannot make the folder \`${full}`), ""],
    });
    expect(err).toContain(words);
  });
});

describe.each([
  ["below a file", "file/x", "not a directory (ENOTDIR)"],
  ["that is a folder", ".", "illegal operation on a directory (EISDIR)"],
  ["in a loop of links", "loop", "too many symbolic links encountered (ELOOP)"],
  ["in a folder that is not there", "none/x", "no such file or directory (ENOENT)"],
])("a file %s", (_where, path, words) => {
  it.each(FILES)("makes %s report that in one line", async (_command, argv) => {
    const full = join(place, path);
    const { code, err } = await tried(argv(full));
    expect({ code, err }).toEqual({ code: 1, err: `edgerails: Cannot write \`${full}\`: ${words}\n` });
  });
});

describe.runIf(existsSync("/proc/self"))("on a full file system", () => {
  it.each([
    ["/proc/x", "no such file or directory (ENOENT)"],
    ["/proc/x/y/z", "no such file or directory (ENOENT)"],
  ])("%s cannot be created", async (path, words) => {
    for (const [, argv] of INTO_FOLDERS) {
      const { code, out, err } = await tried(argv(path));
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^edgerails: Cannot make the folder `\/proc\/x[^\n]*\n$/);
      expect(err).toContain(words);
    }
  });

  it.each(FILES)("%s reports that no space is left", async (_command, argv) => {
    const { code, err } = await tried(argv("/dev/full"));
    expect({ code, err }).toEqual({
      code: 1,
      err: "edgerails: Cannot write `/dev/full`: no space left on device (ENOSPC)\n",
    });
  });
});

it.each([...INTO_FOLDERS, ...FILES])(
  "a name with a null character makes %s print its usage",
  async (_command, argv) => {
    const { code, err } = await tried(argv("a\0b"));
    expect(code).toBe(2);
    expect(err).toMatch(/^edgerails: An argument holds a NUL character\n/);
  },
);
