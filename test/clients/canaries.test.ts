import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import { listen, type Listening, startUpstream, type Upstream } from "../server/gateway.ts";
import { planted } from "../support/planted.ts";
import { script } from "../workers/script.ts";
import { JSON_QUESTION, WEATHER } from "./client.ts";
import { CLIENTS } from "./clients.ts";

/** A canary in the form of a key, and one in the form of a text. */
const CANARIES = ["sk-CANARY0123456789abcdef", "a CANARY in prose"];

interface Recorded {
  readonly path: string;
  readonly body: object;
}

const config = (base_url: string): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model: "m", parameters: { base_url, max_retries: 0 } }],
    rails: {
      input: { flows: ["regex check input"] },
      config: { regex_detection: { input: { patterns: ["CANARY"] } } },
    },
  });

/** The paths of the texts in a body. Bodies with the same paths are tested once. */
const shapeOf = (body: object): string =>
  planted(body, "")
    .map(({ at }) => at)
    .join("\n");

describe("a canary in requests of real clients", () => {
  const recorded = new Map<string, Recorded>();
  let upstream: Upstream;
  let recorder: Listening;

  beforeAll(async () => {
    upstream = await startUpstream(script);
    const app = createApp({ configs: { guarded: config(upstream.url) }, anyModel: true });
    recorder = await listen(async (request) => {
      const text = await request.clone().text();
      if (request.method === "POST") {
        const [path, body] = [new URL(request.url).pathname, JSON.parse(text) as object];
        recorded.set(`${path} ${shapeOf(body)}`, { path, body });
      }
      return app.fetch(request);
    });
    for (const client of CLIENTS) {
      for (const question of ["hi", WEATHER, JSON_QUESTION]) await client.ask(recorder.url, question);
      await client.useTool?.(recorder.url);
      await client.structure?.(recorder.url);
    }
  }, 120_000);
  afterAll(async () => {
    await recorder.close();
    await upstream.close();
  });

  it("never reaches the model, in any text or name of any body", { timeout: 120_000 }, async () => {
    const sent: string[] = [];
    const app = createApp({
      configs: { guarded: config("http://up.test/v1") },
      anyModel: true,
      fetch: (url, init) => {
        sent.push(JSON.stringify([url, init]));
        return Promise.resolve(Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }));
      },
    });
    const send = async ({ path, body }: Recorded): Promise<void> => {
      const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
      await (await app.request(path, init)).text();
    };
    const leaked: string[] = [];
    let tried = 0;
    for (const one of recorded.values()) {
      await send(one);
      expect(sent.splice(0), JSON.stringify(one)).toHaveLength(1);
      for (const canary of CANARIES) {
        for (const { at, value } of planted(one.body, canary)) {
          tried += 1;
          await send({ ...one, body: value as object });
          if (sent.splice(0).some((text) => text.includes("CANARY"))) leaked.push(`${one.path} ${at}`);
        }
      }
    }
    expect(leaked).toEqual([]);
    expect([...new Set([...recorded.values()].map(({ path }) => path))].toSorted()).toEqual([
      "/v1/chat/completions",
      "/v1/messages",
      "/v1/responses",
    ]);
    expect(tried).toBeGreaterThan(1_000);
  });
});
