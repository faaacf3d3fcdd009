import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type FetchApp, type RunningServer, serve, type ServeOptions } from "../../src/node/serve.ts";
import { bodyStream, type BodySink } from "../../src/streams/body-source.ts";

const BOUND = 5_000;
const NATIVE = [globalThis.Request, globalThis.Response];

const start = async (fetch: FetchApp["fetch"], options: ServeOptions = {}): Promise<RunningServer> => {
  const server = await serve({ fetch }, { port: 0, ...options });
  onTestFinished(() => server.close(0));
  return server;
};

const get = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { signal: AbortSignal.timeout(BOUND), ...init });

/** A body that sends one text and then waits until it is cancelled or released. */
const waiting = (): {
  readonly body: ReadableStream<Uint8Array>;
  readonly cancelled: Promise<void>;
  release(): void;
} => {
  const cancelled = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const encoder = new TextEncoder();
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!sent) {
        sent = true;
        return controller.enqueue(encoder.encode("begin "));
      }
      await released.promise;
      controller.enqueue(encoder.encode("end"));
      controller.close();
    },
    cancel: () => cancelled.resolve(),
  });
  return { body, cancelled: cancelled.promise, release: () => released.resolve() };
};

test("serve answers at the URL that it returns", async () => {
  const server = await start((request) => new Response(new URL(request.url).pathname));
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(await (await get(`${server.url}/a/b`)).text()).toBe("/a/b");
});

test("serve does not change the global Request and Response", async () => {
  await start(() => new Response("x"));
  expect(globalThis.Request).toBe(NATIVE[0]);
  expect(globalThis.Response).toBe(NATIVE[1]);
});

test("serve streams while the answer is generated, and aborts when the client disconnects", async () => {
  const { body, cancelled } = waiting();
  const server = await start(() => new Response(body));
  const leave = new AbortController();
  const response = await get(server.url, { signal: leave.signal });
  const { value } = (await response.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toBe("begin ");
  leave.abort();
  await cancelled;
});

test("close waits for running answers and accepts no new request", async () => {
  const { body, release } = waiting();
  const server = await start(() => new Response(body));
  const response = await get(server.url);
  const closed = server.close();
  await expect(get(server.url)).rejects.toThrow("fetch failed");
  release();
  expect(await response.text()).toBe("begin end");
  await closed;
});

test("close cuts off answers after the grace time", async () => {
  const { body, cancelled } = waiting();
  const server = await start(() => new Response(body), { graceMs: 20 });
  const response = await get(server.url);
  const text = response.text();
  await Promise.all([server.close(), cancelled, expect(text).rejects.toThrow("terminated")]);
});

test("close(0) cuts off immediately, even after a close with a grace time", async () => {
  const { body, cancelled } = waiting();
  const server = await start(() => new Response(body), { graceMs: 1_000_000 });
  const text = (await get(server.url)).text();
  const patient = server.close();
  await Promise.all([server.close(0), patient, cancelled, expect(text).rejects.toThrow("terminated")]);
});

test("serve passes the adapter limits for slow clients", async () => {
  const seen: unknown[] = [];
  const { createAdaptorServer } = await import("@hono/node-server");
  const adapter: NonNullable<ServeOptions["adapter"]> = async () => ({
    createAdaptorServer(options) {
      seen.push(options.serverOptions);
      return createAdaptorServer(options);
    },
  });
  await start(() => new Response("x"), { adapter });
  expect(seen).toEqual([{ headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }]);
});

test("serve rejects requests that are not HTTP", async () => {
  const server = await start(() => new Response("x"));
  const socket = connect(server.port, "127.0.0.1");
  socket.setTimeout(BOUND, () => socket.destroy());
  socket.write("nonsense\r\n\r\n");
  const [data] = (await once(socket, "data")) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1\.1 400/);
  socket.destroy();
});

test("serve reports a port in use", async () => {
  const { port } = await start(() => new Response("x"));
  await expect(serve({ fetch: () => new Response("x") }, { port })).rejects.toMatchObject({
    code: "listen",
    message: `Cannot listen on 127.0.0.1:${port}: the port is in use, choose another one`,
  });
});

test.each<readonly [object, string]>([
  [{ port: 70_000 }, "Cannot listen on 127.0.0.1:70000: a port is a number from 0 to 65535"],
  [{ prot: 8_001 }, "prot: There is no such option, did you mean `port`?"],
])("serve refuses the options %j", async (options, message) => {
  await expect(serve({ fetch: () => new Response("x") }, options)).rejects.toThrow(message);
});

test("serve refuses what has no fetch handler, before it listens", async () => {
  await expect(serve({} as never)).rejects.toThrow("serve expected an app with a function `fetch`");
});

test("serve sends the text of an answer as the bytes that its stream would give", async () => {
  const pieces = ["a", "é€", "\u{1f600}", "\ud83d", "\ude00", "€".repeat(2_000)];
  const body = (): ReadableStream<Uint8Array> => {
    let sink: BodySink | undefined;
    let next = 0;
    return bodyStream({
      begun: false,
      start: (given) => void (sink = given),
      async pull() {
        const piece = pieces[next++];
        if (piece === undefined) sink?.close();
        else sink?.write(piece);
      },
      cancel: async () => {},
    });
  };
  const server = await start(() => new Response(body()));
  const sent = await (await get(server.url)).bytes();
  expect(sent).toEqual(await new Response(body()).bytes());
  expect(new TextDecoder().decode(sent)).toBe(pieces.map((piece) => piece.toWellFormed()).join(""));
});
