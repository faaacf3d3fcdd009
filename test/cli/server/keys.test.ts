import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readKeysFile } from "../../../src/cli/server/keys-file.ts";
import { run } from "../cli.ts";
import { folder } from "../config-folder.ts";

const KEY = "a-key-of-a-client";
const HASH = createHash("sha256").update(KEY).digest("hex");

const file = async (text: string): Promise<string> => {
  const path = join(await folder({}), "keys.yml");
  await writeFile(path, text);
  return path;
};

test("hash-key hashes a line of standard input", async () => {
  expect(await run(["hash-key"], `${KEY}\n`)).toEqual({ code: 0, out: `sha256: ${HASH}\n`, err: "" });
});

test("hash-key --new prints a key and its hash", async () => {
  const { out } = await run(["hash-key", "--new"]);
  const [, key = "", hash] = /^key: (er-[\w-]{43})\nsha256: ([0-9a-f]{64})\n$/.exec(out) ?? [];
  expect(createHash("sha256").update(key).digest("hex")).toBe(hash);
  expect((await run(["hash-key", "--new"])).out).not.toBe(out);
});

test.each(["", "two words of a key\n", "short\n"])("hash-key rejects %j", async (input) => {
  const { code, out, err } = await run(["hash-key"], input);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/without spaces|too short/);
});

test("a keys file may be YAML or JSON", async () => {
  const keys = [{ sha256: HASH, name: "web", configs: ["a"], choices: ["b"] }, { sha256: HASH }];
  expect(await readKeysFile(await file(JSON.stringify({ keys })))).toEqual(keys);
  const yaml = `keys:\n  - { name: web, sha256: ${HASH}, configs: [a], choices: [b] }\n  - sha256: ${HASH}\n`;
  expect(await readKeysFile(await file(yaml))).toEqual([keys[0], keys[1]]);
});

test.each([
  ["keys: [", "not valid YAML"],
  ["[]", "a list of keys"],
  ["just text", "expected `keys:`"],
  [`keys: [{ sha256: [${KEY} }]`, "not valid YAML"],
  [`keys:\n  - config: [a]\n    sha256: ${HASH}\n`, "no such field"],
  [`keys:\n  - configs: a\n    sha256: ${HASH}\n`, "list of configs"],
  [`keys:\n  - ${KEY}\n`, "a key with a sha256"],
  [`keys:\n  - key: ${KEY}\n`, "sha256"],
])("a keys file with %j is rejected without showing it", async (text, message) => {
  const error = await readKeysFile(await file(text)).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain(KEY);
});
