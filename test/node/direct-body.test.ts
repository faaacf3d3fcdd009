import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { sendDirectly } from "../../src/node/direct-body.ts";
import { serve } from "../../src/node/serve.ts";
import { type BodySink, bodyStream } from "../../src/streams/body-source.ts";

const BOUND = 15_000;

/** The number of bytes buffered in the socket at each read of an answer's next chunk. */
const waitingAtPulls = async (pieces: readonly string[]): Promise<readonly number[]> => {
  const waiting: number[] = [];
  const server = createServer((_, outgoing) => {
    let sink: BodySink | undefined;
    const rest = [...pieces];
    const body = bodyStream({
      begun: false,
      start: (given) => void (sink = given),
      async pull() {
        waiting.push(outgoing.socket?.writableLength ?? Number.NaN);
        const piece = rest.shift();
        if (piece === undefined) sink?.close();
        else sink?.write(piece);
      },
      cancel: async () => {},
    });
    // From a promise, as in the gateway: Node sends text written there only after all promises have been settled.
    queueMicrotask(() => sendDirectly(new Response(body), outgoing));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(BOUND) });
  expect(await response.text()).toBe(pieces.join(""));
  return waiting;
};

test("the first text of an answer is sent before the second is read", async () => {
  const [atFirst, atSecond] = await waitingAtPulls(["first", "second", "third"]);
  expect([atFirst, atSecond]).toEqual([0, 0]);
});

test("later texts that are available at once are sent in one write", async () => {
  const [, , atThird, atEnd = 0] = await waitingAtPulls(["first", "second", "third"]);
  expect(atThird).toBeGreaterThan(0);
  expect(atEnd).toBeGreaterThan(atThird ?? Number.NaN);
});

interface Told {
  pulls: number;
  readonly cancelled: PromiseWithResolvers<unknown>;
}

/** A body whose pulls do one thing after the other, and then wait. */
const scripted = (acts: readonly ((sink: BodySink) => void | Promise<void>)[]) => {
  const told: Told = { pulls: 0, cancelled: Promise.withResolvers() };
  let sink: BodySink | undefined;
  const body = bodyStream({
    get begun() {
      return told.pulls > 0;
    },
    start: (given) => void (sink = given),
    pull() {
      const act = acts[told.pulls++];
      if (act === undefined || sink === undefined) return new Promise(() => {});
      return Promise.resolve(act(sink));
    },
    cancel: async (reason) => told.cancelled.resolve(reason),
  });
  return { body, told };
};

const write = (text: string) => (sink: BodySink) => sink.write(text);

/** What comes of a body is the same, whether it is sent directly or the HTTP adapter reads its stream. */
describe.each([
  ["directly", undefined],
  ["by the adapter", async () => import("@hono/node-server")],
])("a body that is sent %s", (_, adapter) => {
  const serving = async (response: Response): Promise<string> => {
    const options = adapter === undefined ? {} : { adapter };
    const server = await serve({ fetch: () => response }, { port: 0, ...options });
    onTestFinished(() => server.close(0));
    return server.url;
  };
  const get = (url: string, init: RequestInit = {}) => fetch(url, { signal: AbortSignal.timeout(BOUND), ...init });

  test("has its status, and all its headers", async () => {
    const headers = [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x-own", "1"],
    ] as [string, string][];
    const response = await get(
      await serving(new Response(scripted([write("said"), (sink) => sink.close()]).body, { status: 418, headers })),
    );
    expect([
      response.status,
      response.headers.getSetCookie(),
      response.headers.get("x-own"),
      await response.text(),
    ]).toEqual([418, ["a=1", "b=2"], "1", "said"]);
  });

  test("is cancelled when its client leaves, and not asked again", async () => {
    const { body, told } = scripted([write("begun ")]);
    const leave = new AbortController();
    const response = await get(await serving(new Response(body)), { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await told.cancelled.promise;
    expect(told.pulls).toBe(2);
  });

  test("is not cancelled when it has ended, and not asked again", async () => {
    const { body, told } = scripted([write("said"), (sink) => sink.close()]);
    const response = await get(await serving(new Response(body)), { headers: { connection: "close" } });
    expect(await response.text()).toBe("said");
    told.cancelled.resolve("nothing");
    expect([told.pulls, await told.cancelled.promise]).toEqual([2, "nothing"]);
  });

  test("is asked for no more while its client does not read", async () => {
    const acts = Array.from({ length: 2_000 }, () => write("x".repeat(65_536)));
    const { body, told } = scripted(acts);
    const response = await get(await serving(new Response(body)));
    for (let before = -1, quiet = 0; quiet < 200; before = told.pulls) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = told.pulls === before ? quiet + 1 : 0;
    }
    expect(told.pulls).toBeLessThan(1_000);
    await response.body?.cancel();
  });
});

test.each([
  ["says that it broke", (sink: BodySink) => sink.error(new Error("broke"))],
  ["fails to give more", () => Promise.reject(new Error("broke"))],
])("a body that %s breaks for its client, which gets no more than before", async (__, breaks) => {
  const server = await serve({ fetch: () => new Response(scripted([write("begun "), breaks]).body) }, { port: 0 });
  onTestFinished(() => server.close(0));
  const reader = (await fetch(server.url, { signal: AbortSignal.timeout(BOUND) })).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("begun ");
  await expect(reader?.read()).rejects.toThrow("terminated");
});

test("a connection that is full asks for no heartbeats either", async () => {
  const sizes: (number | null)[] = [];
  const more = (sink: BodySink): void => {
    sizes.push(sink.desiredSize);
    sink.write("x".repeat(8_388_608));
    sizes.push(sink.desiredSize);
  };
  const server = await serve({ fetch: () => new Response(scripted([more]).body) }, { port: 0 });
  onTestFinished(() => server.close(0));
  const response = await fetch(server.url, { signal: AbortSignal.timeout(BOUND) });
  expect(sizes).toEqual([0, -1]);
  await response.body?.cancel();
});

test("a client that has left before its answer begins cancels it", async () => {
  const { body, told } = scripted([write("said")]);
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = createServer((_, outgoing) => {
    outgoing.on("close", () => {
      expect(sendDirectly(new Response(body), outgoing)).toBe(true);
      left.resolve();
    });
    asked.resolve();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const leave = new AbortController();
  const { port } = server.address() as AddressInfo;
  const answer = fetch(`http://127.0.0.1:${port}`, { signal: leave.signal });
  const rejected = expect(answer).rejects.toThrow();
  await asked.promise;
  leave.abort();
  await Promise.all([rejected, left.promise, told.cancelled.promise]);
  expect(told.pulls).toBe(0);
});

test("a body of another origin, or one that is being read, is left to the adapter", () => {
  const outgoing = {} as ServerResponse;
  const read = scripted([]).body;
  read.getReader();
  for (const body of [null, "text", new ReadableStream()]) {
    expect(sendDirectly(new Response(body), outgoing)).toBe(false);
  }
  expect(sendDirectly({ status: 200, headers: new Headers(), body: read } as Response, outgoing)).toBe(false);
});
