import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { assistant, railsOf, user } from "../../support/engine.ts";

const PAGE = readFileSync(new URL("../../../docs/detection.md", import.meta.url), "utf8");

/** The YAML block of the page that contains a text, as an object. */
const documented = (sign: string): Readonly<Record<string, object>> => {
  const blocks = [...PAGE.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)];
  const [, indent = "", text = ""] = blocks.find(([block]) => block.includes(sign)) ?? [];
  return parse(text.replaceAll(new RegExp(`^${indent}`, "gm"), "")) as Readonly<Record<string, object>>;
};

const statusOf = async (answer: string): Promise<string> => {
  const { rails } = documented("rule pictures");
  const yaml = stringify({ rails: { ...rails, output: { flows: ["injection detection"] } } });
  return (await railsOf(yaml).checkAsync({ messages: [user("Hi"), assistant(answer)] })).status;
};

it.each([
  "{{ config }}",
  "{% for x in y %}",
  "![x](https://evil.test/a.png)",
  "import socket",
  "use import subprocess;",
])("the rules in docs/detection.md find what NeMo's find: %j", async (answer) => {
  expect(await statusOf(answer)).toBe("blocked");
});

it.each(["{ config }", "[x](https://site.test)", "import from Rome"])(
  "the rules in docs/detection.md do not find: %j",
  async (answer) => {
    expect(await statusOf(answer)).toBe("passed");
  },
);
