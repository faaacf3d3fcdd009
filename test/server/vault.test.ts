import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { gatewayOf, jsonRequest, settle } from "./gateway.ts";

const EMAIL = "annelie@site.example";
/** A value with characters that JSON escapes. */
const PATH = String.raw`C:\homes\"annelie"`;

const config = RailsConfig.fromObject({
  models: [{ type: "main", engine: "openai", model: "m" }],
  rails: {
    input: { flows: ["regex redact input"], pseudonyms: {} },
    output: { flows: ["regex redact output"], streaming: { enabled: true } },
    config: {
      regex_detection: {
        input: { patterns: [String.raw`[a-z]+@[a-z]+\.example`, String.raw`C:\\[a-z]+\\"[a-z]+"`] },
        output: { patterns: [String.raw`[a-z]+@[a-z]+\.example`] },
      },
    },
  },
});

const SAID = "for <REDACTED_1> at <REDACTED_2>, not <REDACTED_9>";
const RESTORED = `for ${EMAIL} at ${PATH}, not <REDACTED_9>`;
const upstream = scriptedUpstream({
  replies: [
    { content: `text ${SAID}`, reasoning: `thought ${SAID}`, tool_calls: [{ name: "f", arguments: { to: SAID } }] },
  ],
  chunk: "char",
});

const QUESTION = `I am ${EMAIL} and keep ${PATH}`;
const chatTool = { type: "function", function: { name: "f", description: QUESTION, parameters: { type: "object" } } };
const WIRES: Readonly<Record<string, { readonly path: string; readonly body: object }>> = {
  chat: {
    path: "/v1/chat/completions",
    body: {
      messages: [
        { role: "system", content: QUESTION },
        { role: "user", content: QUESTION },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "f", arguments: JSON.stringify({ q: QUESTION }) } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: QUESTION },
      ],
      tools: [chatTool],
      n: 2,
    },
  },
  responses: { path: "/v1/responses", body: { instructions: QUESTION, input: QUESTION } },
  messages: {
    path: "/v1/messages",
    body: { max_tokens: 100, system: QUESTION, messages: [{ role: "user", content: QUESTION }] },
  },
};

const ask = async (path: string, body: object): Promise<{ readonly text: string; readonly told: string }> => {
  const told: string[] = [];
  const events: GatewayEvent[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    told.push(JSON.stringify([...request.headers]), await request.clone().text());
    return upstream(request);
  };
  const app = gatewayOf(config, {
    env: { OPENAI_API_KEY: "k" },
    fetch,
    onEvent: (event) => events.push(event),
  });
  const response = await app.request(path, jsonRequest(body, { headers: { "anthropic-version": "2023-06-01" } }));
  const text = await response.text();
  expect([response.status, text]).toEqual([200, text]);
  await settle();
  return { text, told: [...told, JSON.stringify(events)].join("\n") };
};

/** All texts in a JSON value, including those of nested JSON texts, with consecutive deltas of a field joined. */
const textsOf = (wire: string, stream: boolean): string => {
  const fields = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "string") fields.set(path, (fields.get(path) ?? "") + value);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    }
  };
  const events = stream ? [...wire.matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => data ?? "") : [wire];
  for (const data of events) {
    const event = JSON.parse(data) as {
      readonly type?: string;
      readonly choices?: readonly { readonly index: number }[];
    };
    visit(event, `${event.type ?? ""} ${event.choices?.[0]?.index ?? ""}`);
  }
  return [...fields.values()].join("\n");
};

describe.each(Object.entries(WIRES))("values masked on input, on %s,", (_name, { path, body }) => {
  it.each([true, false])(
    "are hidden from model and log, and restored in text, reasoning and calls (stream: %s)",
    async (stream) => {
      const { text, told } = await ask(path, { ...body, stream, reasoning: undefined });
      for (const value of [EMAIL, PATH, JSON.stringify(PATH).slice(1, -1), "annelie", "homes"])
        expect(told).not.toContain(value);
      expect(told).toContain("<REDACTED_1>");
      const texts = textsOf(text, stream);
      expect(texts).toContain(`text ${RESTORED}`);
      expect(texts).toContain(`thought ${RESTORED}`);
      // The arguments of a call are a JSON text, or an object in a complete message.
      expect(texts.split("\n").some((one) => one === RESTORED || one === JSON.stringify({ to: RESTORED }))).toBe(true);
      expect(texts).not.toMatch(/<REDACTED_[12]>/);
    },
  );
});

describe("values masked on input", () => {
  it("are restored in every choice", async () => {
    const { text } = await ask(WIRES["chat"]?.path ?? "", { ...WIRES["chat"]?.body, stream: false });
    const { choices } = JSON.parse(text) as {
      readonly choices: readonly { readonly message: { readonly content: string } }[];
    };
    expect(choices.map(({ message }) => message.content)).toEqual([`text ${RESTORED}`, `text ${RESTORED}`]);
  });

  it("are escaped in an answer that was requested as JSON", async () => {
    const json = scriptedUpstream({
      replies: [{ match: "REDACTED", content: '{"who":"<REDACTED_1>","at":"<REDACTED\\u005f2>"}' }],
      chunk: 3,
    });
    const app = gatewayOf(config, {
      env: { OPENAI_API_KEY: "k" },
      fetch: (input, init) => Promise.resolve(json(new Request(input, init))),
    });
    const body = { messages: [{ role: "user", content: QUESTION }], response_format: { type: "json_object" } };
    const answer = (await (await app.request("/v1/chat/completions", jsonRequest(body))).json()) as {
      readonly choices: readonly { readonly message: { readonly content: string } }[];
    };
    expect(JSON.parse(answer.choices[0]?.message.content ?? "")).toEqual({ who: EMAIL, at: PATH });
  });

  it("are not shared with another request of the same gateway, which keeps unknown pseudonyms", async () => {
    const app = gatewayOf(config, {
      env: { OPENAI_API_KEY: "k" },
      fetch: (input, init) => Promise.resolve(upstream(new Request(input, init))),
    });
    const asked = (content: string): Promise<string> =>
      Promise.resolve(app.request("/v1/chat/completions", jsonRequest({ messages: [{ role: "user", content }] }))).then(
        (one) => one.text(),
      );
    const [mine, other, nobody] = await Promise.all([asked(QUESTION), asked("I am bob@home.example"), asked("hi")]);
    expect(mine).toContain(EMAIL);
    expect(other).toContain("bob@home.example at <REDACTED_2>");
    expect(other + nobody).not.toContain(EMAIL);
    expect(nobody).toContain("<REDACTED_1> at <REDACTED_2>");
  });
});
