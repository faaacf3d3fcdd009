import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../../src/http/runtime.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { createModel } from "../../src/llm/registry.ts";
import { startFaultServer, type FaultServer, type Wire } from "../support/fault-server.ts";
import { delta, finish, UPSTREAM_SECRET, type Fault } from "../support/faults.ts";
import { ask, modelConfig, streamAll, textOf } from "../support/model-runtime.ts";

let server: FaultServer;

beforeAll(async () => {
  server = await startFaultServer();
});

afterAll(() => server.close());

interface Options {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly runtime?: Partial<Runtime>;
}

const model = (name: string, { parameters = {}, runtime = {} }: Options = {}): LanguageModel =>
  createModel(
    modelConfig({
      model: name,
      parameters: { base_url: server.url, max_retries: 0, timeout: 5, idle_timeout: 5, ...parameters },
    }),
    { fetch, env: { OPENAI_API_KEY: UPSTREAM_SECRET }, clock: SYSTEM_CLOCK, ...runtime },
  );

describe("keep-alive", () => {
  const finishLater = (): { readonly fault: Fault; finish(): void } => {
    let wire: Wire | undefined;
    return {
      finish: () => wire?.end(),
      fault(answer) {
        wire = answer.head().events(delta("Hi"), finish(), "[DONE]");
      },
    };
  };

  /** A fetch that reports when the body of its last response was read to its end or cancelled. */
  const watchBodies = (): { readonly watched: typeof fetch; ended(): Promise<void> } => {
    let latest = Promise.resolve();
    const watched: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      latest = (response.body as ReadableStream<Uint8Array>).pipeTo(writable).catch(() => {});
      return new Response(readable, response);
    };
    return { watched, ended: () => latest };
  };

  it("reuses the connection of a complete answer, which ends at [DONE]", async () => {
    const { fault, finish: endBody } = finishLater();
    const upstream = await startFaultServer({ m: fault });
    const sockets = new Set<Socket>();
    const { watched, ended } = watchBodies();
    const patient = model("m", {
      parameters: { base_url: upstream.url, idle_timeout: 3600 },
      runtime: { fetch: watched },
    });
    for (let request = 0; request < 3; request += 1) {
      expect(textOf(await streamAll(patient))).toBe("Hi");
      for (const socket of upstream.sockets) sockets.add(socket);
      endBody();
      await ended();
    }
    expect([...sockets].filter(({ destroyed }) => destroyed)).toEqual([]);
    await upstream.close();
  });

  it("cancels a body that continues after its [DONE]", async () => {
    const endless: Fault = (wire) => {
      wire.head().events(delta("Hi"), finish(), "[DONE]", ...Array.from({ length: 2000 }, () => "x".repeat(65_536)));
    };
    const upstream = await startFaultServer({ m: endless });
    await streamAll(model("m", { parameters: { base_url: upstream.url } }));
    await upstream.hungUp();
    await upstream.close();
  });
});

describe("cancellation", () => {
  it("closes the connection when the stream is cancelled", async () => {
    const stream = await model("stall").stream(ask());
    expect(server.sockets.size).toBeGreaterThan(0);
    await stream.cancel("enough");
    await server.hungUp();
  });

  it("errors the stream with the signal's reason and closes the connection when the signal aborts in the middle", async () => {
    const abort = new AbortController();
    const reader = (await model("stall").stream(ask("Hi", { signal: abort.signal }))).getReader();
    await reader.read();
    await reader.read();
    const pending = reader.read();
    const reason = new Error("left");
    abort.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await server.hungUp();
  });

  it("rejects with the signal's reason if it aborts before the answer", async () => {
    const abort = new AbortController();
    const pending = model("never-answers").stream(ask("Hi", { signal: abort.signal }));
    const reason = new Error("left");
    abort.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await server.hungUp();
    await expect(model("good").stream(ask("Hi", { signal: abort.signal }))).rejects.toBe(reason);
  });
});
