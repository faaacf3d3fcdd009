import { describe, expect, it } from "vitest";
import type { ProviderError } from "../../src/errors.ts";
import { createModel } from "../../src/llm/registry.ts";
import { modelConfig, runtimeWith, sseResponse, streamUntilError, bodyOf } from "../support/model-runtime.ts";

const KEY = "gateway-key-0123456789";
const OTHER = "sk-live0123456789abcdef";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const inBand = (text: string): Response => sseResponse(bodyOf([bytes(text)]));
const report = JSON.stringify({ error: { message: `wrong key ${KEY}, try ${OTHER}` } });

describe("the key of a call, echoed by its upstream,", () => {
  it.each([
    ["openai", "an error event", () => inBand(`data: ${report}\n\n`)],
    ["openai", "an error status", () => new Response(report, { status: 401 })],
    ["openai", "an error object in JSON", () => new Response(report)],
    ["openai", "a text that is no JSON", () => Response.json(null, { status: 400, statusText: KEY })],
    ["anthropic", "an error event", () => inBand(`event: error\ndata: ${report.replace("{", '{"type":"error",')}\n\n`)],
    ["anthropic", "an event that is no JSON", () => inBand(`data: ${KEY} ${OTHER}\n\n`)],
  ])("of %s in %s is not kept anywhere", async (engine, _, answer) => {
    const parameters = { api_key: KEY, max_retries: 0 };
    const model = createModel(modelConfig({ engine, parameters }), runtimeWith(answer));
    const { error } = await streamUntilError(model);
    const { message, detail } = error as ProviderError;
    expect(message).toMatch(/^Cannot call model: provider/);
    expect(`${message} ${detail}`).not.toContain(KEY);
    expect(`${message} ${detail}`).not.toContain(OTHER);
  });
});
