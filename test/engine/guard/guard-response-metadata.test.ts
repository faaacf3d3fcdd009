import { describe, expect, it, vi } from "vitest";
import { textWire } from "../../../src/wire/nemo-text/text-wire.ts";
import { ManualClock, railsOf, settle } from "../../support/engine.ts";
import { completion, JSON_TYPE, secret, sse, streamed } from "./guarded-response.ts";

describe("guardResponse on metadata of the upstream", () => {
  const facts = { id: "gen-1", created: 1_700_000_000, system_fingerprint: "fp_1" };
  const headers = {
    ...JSON_TYPE,
    "x-request-id": "req-1",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-requests": "6m0s",
    "openai-organization": "acme",
    "set-cookie": "a=b",
  };

  it("keeps the provider's request id, for a complete answer", async () => {
    const upstream = new Response(JSON.stringify({ ...completion("x"), ...facts }), { headers });
    const response = await railsOf(secret).guardResponse(upstream);
    expect(await response.json()).toMatchObject({ ...facts, model: "m1" });
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "application/json",
      "x-request-id": "req-1",
      "x-ratelimit-remaining-tokens": "149984",
      "x-ratelimit-reset-requests": "6m0s",
    });
  });

  it("keeps it in every chunk of a stream", async () => {
    const named = sse("a ", "b").replaceAll('"id":"c1"', JSON.stringify(facts).slice(1, -1));
    const text = await (await railsOf(secret).guardResponse(streamed(named, { headers }))).text();
    const chunks = text.split("\n\n").filter((event) => event.startsWith("data: {"));
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(JSON.parse(chunk.slice(6))).toMatchObject(facts);
  });

  it.each([
    [400, "bad_request"],
    [401, "authentication"],
    [429, "rate_limit"],
    [500, "server"],
  ])("answers HTTP %i with the same status and its own message", async (status, code) => {
    const words = Response.json(
      { error: { message: "the prompt was: secret" } },
      { status, statusText: "secret", headers },
    );
    const response = await railsOf(secret).guardResponse(words);
    expect(response.status).toBe(status);
    expect(response.statusText).not.toContain("secret");
    expect(response.headers.get("x-request-id")).toBe("req-1");
    const { error } = (await response.json()) as { readonly error: Record<string, unknown> };
    expect(error).toMatchObject({ code, param: null });
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it('passes an error unchanged with `errors: "pass"`', async () => {
    const failed = Response.json({ error: {} }, { status: 429 });
    expect(await railsOf(secret).guardResponse(failed, { errors: "pass" })).toBe(failed);
  });

  it("does not follow or pass redirects", async () => {
    const response = await railsOf(secret).guardResponse(Response.redirect("https://elsewhere.test/", 302));
    expect([response.status, response.headers.get("location")]).toEqual([502, null]);
  });

  it("passes an answer without a body without its headers", async () => {
    const response = await railsOf(secret).guardResponse(new Response(null, { status: 204, headers }));
    expect([response.status, response.headers.get("set-cookie")]).toEqual([204, null]);
  });

  it("does not wait indefinitely for the body of an error", async () => {
    const clock = new ManualClock();
    const cancel = vi.fn();
    const failed = new Response(new ReadableStream({ cancel }), { status: 500 });
    const answer = railsOf(secret, { clock }).guardResponse(failed);
    for (let tick = 0; tick < 5; tick += 1) {
      await settle();
      clock.advance(1_250);
    }
    expect((await answer).status).toBe(500);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("writes the answer in the given wire", async () => {
    const response = await railsOf(secret).guardResponse(streamed(sse("a ", "b")), { wire: textWire });
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("a b");
    const whole = await railsOf(secret).guardResponse(Response.json(completion("fine")), { wire: textWire });
    expect(await whole.text()).toBe("fine");
    const cut = streamed(sse("a ", "b").slice(0, 90));
    expect(await (await railsOf(secret).guardResponse(cut, { wire: textWire })).text()).toMatch(
      /^\{"error": \{"message": /,
    );
  });
});
