import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { createApp } from "../../../src/server/app.ts";
import { planted } from "../../support/planted.ts";
import { recorded } from "../../support/recorded.ts";

/** Canaries in the form of a key, which is also a valid id, and of a text. */
const CANARIES = ["sk-CANARY0123456789abcdef", "a CANARY in prose"];

/** Recorded answers of providers, by engine. */
const ANSWERS: readonly (readonly [name: string, engine: string])[] = [
  ["azure", "openai"],
  ["ollama", "openai"],
  ["openrouter", "openai"],
  ["workers-ai-chunks", "openai"],
  ["anthropic", "anthropic"],
  ["anthropic-tools", "anthropic"],
];

const WIRES: readonly (readonly [path: string, body: object])[] = [
  ["/v1/chat/completions", { messages: [{ role: "user", content: "Hi" }] }],
  ["/v1/responses", { input: "Hi" }],
  ["/v1/messages", { messages: [{ role: "user", content: "Hi" }], max_tokens: 9 }],
];

const configOf = (engine: string): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine, model: "m", parameters: { base_url: "http://up.test/v1", max_retries: 0 } }],
    rails: {
      output: { flows: ["regex check output"], streaming: { enabled: true } },
      config: { regex_detection: { output: { patterns: ["CANARY"] } } },
    },
  });

/** The lines of a recording, with JSON values parsed. */
const linesOf = (name: string): readonly { readonly line: string; readonly json?: unknown }[] =>
  new TextDecoder()
    .decode(recorded(name))
    .split(/\r?\n/)
    .map((line) => (/^data: ?\{/.test(line) ? { line, json: JSON.parse(line.slice(5)) as unknown } : { line }));

/** Decodes encoded state, whose content is as readable as other text. */
const unsealed = (text: string): string =>
  text.replaceAll(/edgerails\.1\.([A-Za-z0-9+/=]+)/g, (_all, sealed: string) => atob(sealed));

describe.each(ANSWERS)("a canary in the recorded answer %s", (name, engine) => {
  it.each(WIRES)("never reaches a client of %s, in any text or name of any event", async (path, asked) => {
    let answer = "";
    const app = createApp({
      configs: { main: configOf(engine) },
      env: { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" },
      fetch: () => Promise.resolve(new Response(answer, { headers: { "content-type": "text/event-stream" } })),
    });
    const read = async (stream: boolean): Promise<string> => {
      const init = {
        method: "POST",
        body: JSON.stringify({ ...asked, stream }),
        headers: { "content-type": "application/json" },
      };
      const response = await app.request(path, init);
      return unsealed([...[...response.headers].flat(), await response.text()].join("\n"));
    };
    const lines = linesOf(name);
    answer = lines.map(({ line }) => line).join("\n");
    expect(await read(true)).not.toMatch(/"error":(?!null)/);
    const leaked: string[] = [];
    let tried = 0;
    for (const canary of CANARIES) {
      for (const [index, { json }] of lines.entries()) {
        for (const { at, value } of planted(json, canary)) {
          answer = lines
            .map(({ line }, place) => (place === index ? `data: ${JSON.stringify(value)}` : line))
            .join("\n");
          for (const stream of [true, false]) {
            tried += 1;
            if ((await read(stream)).includes("CANARY")) leaked.push(`${index}${at} ${stream}`);
          }
        }
      }
    }
    expect(leaked).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  });
});
