import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatewayOf, jsonRequest, regexRails, scripted, SECRET, USER } from "./gateway.ts";

const app = gatewayOf(scripted({ replies: [`It is ${SECRET}.`] }, regexRails()));

describe("a body of any JSON", () => {
  const fields = fc.constantFrom(
    "messages",
    "stream",
    "n",
    "stop",
    "tools",
    "tool_choice",
    "guardrails",
    "config_id",
    "config_ids",
    "context",
    "options",
    "state",
    "temperature",
    "response_format",
    "stream_options",
    "logit_bias",
    "metadata",
    "logprobs",
    "rail_types",
  );
  const message = fc.record(
    {
      role: fc.oneof(fc.constantFrom("system", "user", "assistant", "tool", "context"), fc.string()),
      content: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue(), fc.constant([{ type: "text", text: "x" }])),
      name: fc.string(),
      tool_calls: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fields, fc.jsonValue()),
    fc
      .tuple(fc.array(message, { minLength: 1, maxLength: 3 }), fc.dictionary(fields, fc.jsonValue()))
      .map(([messages, rest]) => ({ ...rest, messages })),
    fc.record({
      messages: fc.constant([USER]),
      stream: fc.boolean(),
      n: fc.integer({ min: -1, max: 10 }),
      stop: fc.oneof(fc.string(), fc.array(fc.string())),
      context: fc.dictionary(fc.string(), fc.jsonValue()),
    }),
  );

  it.each(["/v1/chat/completions", "/v1/checks"])("is answered by %s without an internal error (P10)", async (path) => {
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        const response = await app.request(path, jsonRequest(json));
        const text = await response.text();
        expect(response.status).toBeLessThan(500);
        expect(text).not.toContain('"internal_error"');
        expect(text).not.toContain(SECRET);
      }),
      { numRuns: 1_500 },
    );
  });
});
