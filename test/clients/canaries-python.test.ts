import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import { listen, type Listening } from "../server/gateway.ts";
import { ODD_ANSWER, ODD_EVENTS } from "../support/odd-answer.ts";
import { planted } from "../support/planted.ts";
import { PYTHON, startScript } from "./python/interpreter.ts";

/** A canary in the form of a key, and one in the form of a text. Each place has one of them. */
const CANARIES = ["sk-CANARY0123456789abcdef", "a CANARY in prose"];

interface Told {
  /** Its places in the values and exceptions of a client. */
  readonly leaks: readonly string[];
  /** The number of checked answers, events, headers and errors. */
  readonly told: number;
}

const config = (base_url: string): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model: "m", parameters: { base_url, max_retries: 0 } }],
    rails: {
      output: { flows: ["regex check output"], streaming: { enabled: true } },
      config: { regex_detection: { output: { patterns: ["CANARY"] } } },
    },
  });

const sse = (events: readonly unknown[]): Response =>
  new Response(
    [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(""),
    {
      headers: { "content-type": "text/event-stream" },
    },
  );

const either = (value: unknown): readonly { readonly at: string; readonly value: unknown }[] => {
  const [first = [], second = []] = CANARIES.map((canary) => planted(value, canary));
  return first.map((one, index) => (index % 2 === 0 ? one : (second[index] ?? one)));
};

const streams = ODD_EVENTS.flatMap((event, place) =>
  either(event).map(({ at, value }) => ({
    at: `${place}${at}`,
    answer: () => sse(ODD_EVENTS.map((one, index) => (index === place ? value : one))),
  })),
);

const answers = either(ODD_ANSWER).map(({ at, value }) => ({ at, answer: () => Response.json(value) }));

const errors = CANARIES.flatMap((canary) =>
  [400, 401, 404, 429, 500].map((status) => ({
    at: `${status}`,
    answer: () =>
      Response.json(
        { error: { message: canary, type: canary, code: canary, param: canary } },
        { status, headers: { "x-request-id": canary, "x-other": canary, "retry-after": canary } },
      ),
  })),
);

describe.runIf(PYTHON.available)("a canary in an upstream's answer", () => {
  let answer: () => Response;
  let upstream: Listening;
  let gateway: Listening;

  beforeAll(async () => {
    upstream = await listen(() => answer());
    const app = createApp({ configs: { main: config(`${upstream.url}/v1`) }, anyModel: true });
    gateway = await listen((request) => app.fetch(request));
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it("is found without rails", async () => {
    const { models } = config(`${upstream.url}/v1`);
    const bare = createApp({ configs: { main: RailsConfig.fromObject({ models }) }, anyModel: true });
    const open = await listen((request) => bare.fetch(request));
    const ask = startScript<Told>("canary.py");
    const message = { role: "assistant", content: CANARIES[1] };
    answer = () => Response.json({ choices: [{ index: 0, message, finish_reason: "stop" }] });
    for (const api of ["chat", "responses", "messages"]) {
      for (const call of [api, `${api}_streamed`]) {
        expect((await ask({ origin: open.url, call })).leaks, call).not.toEqual([]);
      }
    }
    await open.close();
  });

  it.each(["chat", "responses", "messages"])(
    "is not in any value or exception of Python clients, at %s",
    { timeout: 180_000 },
    async (call) => {
      const ask = startScript<Told>("canary.py");
      const leaked: string[] = [];
      let told = 0;
      for (const [name, cases] of [
        [`${call}_streamed`, [...streams, ...errors]],
        [call, [...answers, ...errors]],
      ] as const) {
        for (const one of cases) {
          ({ answer } = one);
          const seen = await ask({ origin: gateway.url, call: name });
          told += seen.told;
          leaked.push(...seen.leaks.map((place) => `${name} ${one.at}: ${place}`));
        }
      }
      expect(leaked).toEqual([]);
      expect(told).toBeGreaterThan(3 * (streams.length + answers.length));
    },
  );
});
