import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Fields that a client sets itself, independently of the config. */
const OWN = new Set(["messages", "model", "prompt", "stream", "stream_options", "streaming", "system"]);

/** The quoted words in an engine's list of parameters that are not sent. */
const consumedBy = (path: string): readonly string[] =>
  [...(/const CONSUMED[^]*?\n\]/.exec(read(path))?.[0] ?? "").matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);

const scripted = (): readonly string[] =>
  [
    ...(/interface ScriptInput \{[^]*?\n\}/.exec(read("src/llm/scripted/script.ts"))?.[0] ?? "").matchAll(
      /readonly (\w+)/g,
    ),
  ].map(([, name = ""]) => name);

const PAGE = /## Engines[^]*?\n## /.exec(read("docs/config.md"))?.[0] ?? "";

it.each([
  ["openai", () => consumedBy("src/llm/openai/call-input.ts")],
  ["anthropic", () => consumedBy("src/llm/anthropic/anthropic.ts")],
  ["workers_ai", () => consumedBy("src/llm/workers-ai/workers-ai.ts")],
  ["scripted", scripted],
])("docs/config.md names every parameter that %s does not send", (_engine, names) => {
  const kept = names().filter((name) => !OWN.has(name));
  expect(kept.length).toBeGreaterThan(4);
  expect(kept.filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
});
