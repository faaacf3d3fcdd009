import { describe, expect, it } from "vitest";
import { requestLine } from "../../src/cli/server/server-log.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { jsonRequest, regexRails, scripted, USER } from "./gateway.ts";

const CANARY = "CANARY0";
const CHAT = "/v1/chat/completions";

/** Everything that a logger can read of an error. */
const textsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const { name, message, stack, cause, ...fields } = error;
  return [name, message, stack, JSON.stringify(fields), cause === undefined ? "" : textsOf(cause)].join("\n");
};

describe("the operator is told nothing that the client of a refused request wrote", () => {
  it.each<readonly [path: string, body: object | string, status: number, said: RegExp]>([
    [CHAT, { messages: [USER], [CANARY]: "x" }, 400, /Unknown parameter/],
    [CHAT, { messages: [{ ...USER, [CANARY]: "x" }] }, 400, /Invalid value in `messages`: /],
    [CHAT, { messages: [USER], stream_options: { [CANARY]: 1 } }, 400, /Invalid value in `stream_options`: /],
    [CHAT, { messages: [USER], logit_bias: { [CANARY]: "x" } }, 400, /Invalid value in `logit_bias`: /],
    [CHAT, { messages: [USER], options: { llm_params: { [CANARY]: 1 } } }, 400, /Unknown parameter/],
    [CHAT, { messages: [USER], guardrails: { [CANARY]: 1 } }, 400, /invalid_request/],
    [CHAT, { messages: [USER], guardrails: { options: { [CANARY]: 1 } } }, 400, /Invalid value in `options`: /],
    [CHAT, { messages: [USER], config_id: CANARY }, 404, /There is no such config/],
    [CHAT, { messages: [USER], model: CANARY }, 404, /There is no such model/],
    [CHAT, `{"messages": ${CANARY}`, 400, /a text is not valid JSON/],
    ["/v1/responses", { input: "hi", [CANARY]: "x" }, 400, /invalid_request/],
    ["/v1/responses", { input: "hi", text: { format: { type: "text", [CANARY]: 1 } } }, 400, /invalid_request/],
    ["/v1/messages", { messages: [USER], max_tokens: 9, [CANARY]: "x" }, 400, /Unknown parameter/],
    ["/v1/messages", { messages: [USER], max_tokens: 9, output_config: { [CANARY]: 1 } }, 400, /invalid_request/],
    ["/v1/checks", { messages: [USER], [CANARY]: 1 }, 400, /invalid_request/],
  ])("%s %j", async (path, body, status, said) => {
    const events: GatewayEvent[] = [];
    const configs = { main: scripted({ replies: ["Hello"] }, regexRails()) };
    const app = createApp({ configs, onEvent: (event) => events.push(event) });
    const request = jsonRequest(body);
    const response = await app.request(path, typeof body === "string" ? { ...request, body } : request);
    expect([response.status, await response.text()]).toEqual([status, expect.any(String)]);
    expect(events).toHaveLength(1);
    const [event] = events as [GatewayEvent];
    expect(textsOf(event.error)).not.toContain(CANARY);
    expect(JSON.stringify(event)).not.toContain(CANARY);
    expect(requestLine(event)).not.toContain(CANARY);
    expect(requestLine(event)).toMatch(said);
  });
});
