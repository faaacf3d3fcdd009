import { REGEX_OUTPUT } from "../../support/engine.ts";

export const secret = REGEX_OUTPUT("secret");

export const sse = (...contents: readonly string[]): string =>
  [
    ...contents.map((content) =>
      JSON.stringify({ id: "c1", model: "m1", choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    ),
    JSON.stringify({ id: "c1", model: "m1", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    "[DONE]",
  ]
    .map((data) => `data: ${data}\n\n`)
    .join("");

export const streamed = (body: BodyInit, init: ResponseInit = {}): Response =>
  new Response(body, {
    ...init,
    headers: { "content-type": "text/event-stream", ...(init.headers as Record<string, string>) },
  });

export const JSON_TYPE = { "content-type": "application/json" };

export const completion = (content: string): object => ({
  id: "c1",
  model: "m1",
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
});
