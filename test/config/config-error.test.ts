import { expect, test } from "vitest";
import { ConfigError } from "../../src/errors.ts";

const issues = (count: number) => Array.from({ length: count }, (_, index) => ({ message: `wrong ${index + 1}` }));

test("ConfigError prints at most 200 issues, and keeps them all", () => {
  const error = new ConfigError(issues(1250));
  const lines = error.message.split("\n");
  expect(lines).toHaveLength(201);
  expect(lines.slice(-2)).toEqual(["wrong 200", "… and 1050 more"]);
  expect(error.issues).toHaveLength(1250);
});

test("ConfigError prints all of 200 issues", () => {
  const lines = new ConfigError(issues(200)).message.split("\n");
  expect(lines).toHaveLength(200);
  expect(lines.at(-1)).toBe("wrong 200");
});

test("ConfigError puts a colon between position and message", () => {
  const place = { source: "config.yml", line: 3, path: "models.0" };
  expect(new ConfigError([{ path: "models", message: "There is no model" }]).message).toBe("models: There is no model");
  expect(new ConfigError([{ ...place, message: "wrong" }]).message).toBe("config.yml:3:models.0: wrong");
});
