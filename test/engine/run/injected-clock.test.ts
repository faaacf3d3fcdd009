import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { ProviderError } from "../../../src/errors.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { settle } from "../../server/gateway.ts";
import { HELLO, ManualClock } from "../../support/engine.ts";

const CONFIG = `
models:
  - { type: main, engine: openai, model: m, parameters: { timeout: 5, max_retries: 1 } }
`;

describe("the injected clock", () => {
  it("controls deadlines and retries of models", async () => {
    const clock = new ManualClock();
    let calls = 0;
    const fetch = (_: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      calls += 1;
      if (calls === 1) return Promise.resolve(new Response(null, { status: 429, headers: { "retry-after": "30" } }));
      return new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(new Error("late"))),
      );
    };
    const env = { OPENAI_API_KEY: "k" };
    const answer = new LLMRails(RailsConfig.fromContent({ yamlContent: CONFIG }), { env, fetch, clock }).generateAsync(
      HELLO,
    );
    const outcome = answer.catch((error: unknown) => error);
    await settle();
    expect(calls).toBe(1);
    clock.advance(30_000);
    await settle();
    expect(calls).toBe(2);
    clock.advance(5_000);
    const error = await outcome;
    expect(error).toBeInstanceOf(ProviderError);
    expect((error as ProviderError).code).toBe("connect_timeout");
    expect(clock.pending).toBe(0);
  });
});
