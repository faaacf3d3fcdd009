import { describe, expect, it } from "vitest";
import { guardFetch } from "../../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { railsOf } from "../../support/engine.ts";
import { REQUESTS } from "../../support/odd-requests.ts";

const CANARY = "a CANARY in prose";

/** An unexpected value for any field, of all types of JSON. */
const ODD_VALUES: readonly unknown[] = [[CANARY], { text: CANARY }, { [CANARY]: 1 }];

/** A place in a value, as a function that replaces the value there. */
interface Place {
  readonly at: string;
  readonly put: (other: unknown) => unknown;
}

const within = (value: object, { at, put }: Place, key: string): Place => ({
  at: `${at}.${key}`,
  put: (other) => put(Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other }),
});

/** All places in a value, and an additional field in each of its objects. */
const placesIn = (value: unknown, place: Place = { at: "", put: (other) => other }): readonly Place[] => {
  if (typeof value !== "object" || value === null) return [place];
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, within(value, place, key)));
  return Array.isArray(value) ? [place, ...inner] : [place, within(value, place, "extra"), ...inner];
};

const railsThat = (verb: string): LLMRails =>
  railsOf(`
rails:
  input: { flows: [regex ${verb} input] }
  config: { regex_detection: { input: { patterns: [CANARY] } } }
`);

describe.each(REQUESTS)("a canary in a request to %s, in a place that clients do not use,", (path, body) => {
  it.each(["check", "redact"])("is checked by rails that %s, in any type of value and any place", async (verb) => {
    const rails = railsThat(verb);
    const leaked: string[] = [];
    const broken: string[] = [];
    let tried = 0;
    for (const { at, put } of placesIn(body)) {
      for (const odd of ODD_VALUES) {
        tried += 1;
        const ask = guardFetch(rails, {
          fetch: async (_url, init) => {
            if (JSON.stringify(init).includes("CANARY")) leaked.push(`${at} ${JSON.stringify(odd)}`);
            return Response.json({}, { status: 418 });
          },
        });
        const { status } = await ask(`https://up.test${path}`, { method: "POST", body: JSON.stringify(put(odd)) });
        if (status >= 500) broken.push(`${at} ${JSON.stringify(odd)}`);
      }
    }
    expect({ leaked, broken }).toEqual({ leaked: [], broken: [] });
    expect(tried).toBeGreaterThan(150);
  });

  it("passes in a place without it, so that the others were checked", async () => {
    const sent: unknown[] = [];
    const ask = guardFetch(railsThat("check"), {
      fetch: async (_url, init) => {
        sent.push(JSON.parse(init?.body as string));
        return Response.json({}, { status: 418 });
      },
    });
    await ask(`https://up.test${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(sent).toEqual([body]);
  });
});

describe("a question that a rail empties", () => {
  const rails = railsOf("rails: { input: { flows: [empties] } }", {
    rails: [
      {
        name: "empties",
        reads: "whole",
        transforms: true,
        check: () => ({ outcome: "transform", text: "" }),
      },
    ],
  });
  const turns = (type: string): readonly object[] => [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
    { role: "user", content: "one" },
    { role: "user", content: [{ type, text: "two" }] },
  ];
  const asked = (type: string): readonly object[] => [
    ...turns(type).slice(0, 2),
    { role: "user", content: [{ type, text: "" }] },
  ];

  it.each<readonly [path: string, body: object, sent: object]>([
    ["/v1/chat/completions", { messages: turns("text") }, { messages: asked("text") }],
    ["/v1/messages", { messages: turns("text") }, { messages: asked("text") }],
    ["/v1/responses", { input: turns("input_text") }, { input: asked("input_text") }],
    ["/v1/responses", { input: "one" }, { input: "" }],
  ])("is the last turn of what %s is sent", async (path, body, expected) => {
    const sent: unknown[] = [];
    const ask = guardFetch(rails, {
      fetch: async (_url, init) => {
        sent.push(JSON.parse(init?.body as string));
        return Response.json({}, { status: 418 });
      },
    });
    await ask(`https://up.test${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(sent).toEqual([expected]);
  });
});
