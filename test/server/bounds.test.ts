import { describe, expect, it } from "vitest";
import { errorOf, gatewayOf, jsonRequest, regexRails, scripted, USER } from "./gateway.ts";

const LIMITS = { maxMessages: 5, maxTextLength: 60, maxParts: 4, maxConfigs: 2, maxChoices: 3 };
const app = gatewayOf(scripted({ replies: ["An answer"] }, regexRails()), {
  limits: LIMITS,
});

const CHAT = "/v1/chat/completions";
const LITELLM = "/beta/litellm_basic_guardrail_api";

const list = <T>(count: number, item: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => item(at));
const record = (count: number): object => Object.fromEntries(list(count, (at) => [`name${at}`, 1]));
const asked = (content: unknown): object => ({ messages: [{ role: "user", content }] });
const checked = (body: object): object => ({ input_type: "request", additional_provider_specific_params: {}, ...body });

/** Limited parts of a body, and a body with a given amount of each. */
const BOUNDS: readonly (readonly [what: string, path: string, most: number, body: (count: number) => object])[] = [
  ["messages", CHAT, 5, (count) => ({ messages: list(count, () => USER) })],
  ["characters", CHAT, 60 - "user".length, (count) => asked("x".repeat(count))],
  ["parts", CHAT, 4, (count) => asked(list(count, () => ({ type: "text", text: "" })))],
  ["choices", CHAT, 3, (n) => ({ messages: [USER], n })],
  ["configs", CHAT, 2, (count) => ({ messages: [USER], guardrails: { config_ids: list(count, () => "main") } })],
  ["variables", CHAT, 64, (count) => ({ messages: [USER], guardrails: { context: record(count) } })],
  ["template switches", CHAT, 16, (count) => ({ messages: [USER], chat_template_kwargs: record(count) })],
  ["texts to check", LITELLM, 5, (count) => checked({ texts: list(count, () => "hi") })],
  ["texts of an answer", LITELLM, 4, (count) => checked({ input_type: "response", texts: list(count, () => "hi") })],
  ["characters to check", LITELLM, 60, (count) => checked({ texts: ["x".repeat(count - 20), "x".repeat(20)] })],
  [
    "pictures to check",
    LITELLM,
    4,
    (count) => checked({ texts: ["hi"], images: list(count, () => "https://a.test/b") }),
  ],
];

const send = (path: string, body: object): Promise<Response> => Promise.resolve(app.request(path, jsonRequest(body)));

describe("a request", () => {
  it.each(BOUNDS)("may have at most %s; one more is a 400 with the limit", async (_, path, most, body) => {
    expect((await send(path, body(most))).status).toBe(200);
    const response = await send(path, body(most + 1));
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toMatch(/at most \d+|from \d+ to \d+/);
  });
});
