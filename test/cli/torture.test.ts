import { expect, test } from "vitest";
import { run } from "./cli.ts";

test.each([
  ["--url nonsense", 2, 'Invalid --url "nonsense"'],
  ["--url http://127.0.0.1:1/v1 --port abc", 2, 'Invalid port "abc"'],
  ["--url http://127.0.0.1:1/v1", 1, "Nothing answers at http://127.0.0.1:1/v1"],
  ["--only nothing", 2, 'No case has "nothing" in its name or group'],
])("torture %s reports the error immediately", async (args, expected, said) => {
  const { code, err } = await run(["torture", ...args.split(" ")]);
  expect(err).toContain(said);
  expect(code).toBe(expected);
});

test("torture passes our own gateway", async () => {
  const { code, out } = await run(["torture", "--only", "whole answers"]);
  expect(out).toMatch(/^whole answers +(\d+) of +\1$/m);
  expect(code).toBe(0);
});
