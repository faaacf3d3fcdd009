import { describe, expect, it } from "vitest";
import { defineRail } from "../../src/rails/rail.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { chat, FakeClock, gatewayOf, scripted, settle } from "./gateway.ts";

const HEARTBEAT = ": keep-alive\n";

describe("a gateway with slow rails", () => {
  /** An input rail that waits until the test releases it. */
  const slowGateway = (heartbeatMs: number) => {
    const clock = new FakeClock();
    const events: GatewayEvent[] = [];
    const seen = { aborted: false };
    let allow: (outcome: "allow" | "fail") => void = () => {};
    const slow = defineRail({
      name: "slow",
      reads: "whole",
      timeoutMs: 1e9,
      check: async (_input, { signal }) => {
        signal.addEventListener("abort", () => {
          seen.aborted = true;
        });
        const outcome = await new Promise<"allow" | "fail">((resolve) => {
          allow = resolve;
        });
        return { outcome: outcome === "allow" ? "allow" : "block" };
      },
    });
    const config = scripted({ replies: ["Hi you"], fault: { truncate_after: 2 } }, { input: { flows: ["slow"] } });
    const app = gatewayOf(config, { clock, heartbeatMs, rails: [slow], onEvent: (event) => events.push(event) });
    return { app, clock, events, seen, allow: () => allow("allow"), refuse: () => allow("fail") };
  };

  it("sends headers and comments after a while, and then failures as events", async () => {
    const { app, clock, allow, events } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    clock.advance(1_000);
    const response = await answer;
    expect(response.status).toBe(200);
    const text = response.text();
    await settle();
    clock.advance(1_000);
    await settle();
    allow();
    const lines = await text;
    expect(lines.startsWith(`${HEARTBEAT}${HEARTBEAT}data: {"id"`)).toBe(true);
    expect(lines).toContain('"type":"upstream_truncated"');
    expect(lines.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(events).toMatchObject([{ status: 200, durationMs: 2_000, cancelled: false }]);
  });

  it("aborts the rail if the client disconnects before the model is called", async () => {
    const { app, clock, events, seen } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    clock.advance(1_000);
    await (await answer).body?.cancel("gone");
    await settle();
    expect(seen.aborted).toBe(true);
    expect(events).toMatchObject([{ status: 200, cancelled: true }]);
  });

  it.each([true, false])(
    "aborts the rail if the request is aborted before the headers (stream: %s)",
    async (stream) => {
      const { app, events, seen } = slowGateway(1_000);
      const abort = new AbortController();
      const answer = app.request("/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ messages: [{ role: "user", content: "hi" }], stream }),
        signal: abort.signal,
      });
      await settle();
      await settle();
      abort.abort();
      expect((await answer).status).toBe(499);
      expect(seen.aborted).toBe(true);
      expect(events).toMatchObject([{ status: 499, cancelled: true }]);
    },
  );

  it("counts a request that is aborted after the headers as cancelled, and not as a failure", async () => {
    const { app, clock, events, seen } = slowGateway(1_000);
    const abort = new AbortController();
    const answer = app.request("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "hi" }], stream: true }),
      signal: abort.signal,
    });
    await settle();
    clock.advance(1_000);
    const text = (await answer).text();
    abort.abort();
    await expect(text).rejects.toThrow("aborted");
    expect(seen.aborted).toBe(true);
    expect(events).toMatchObject([{ status: 200, cancelled: true }]);
  });

  it("leaves no timer behind", async () => {
    const { app, clock, allow } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    await settle();
    allow();
    await (await answer).text();
    expect(clock.pending).toBe(0);
  });
});
