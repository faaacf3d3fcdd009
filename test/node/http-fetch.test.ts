import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { httpFetch } from "../../src/node/http-fetch.ts";
import { serve } from "../../src/node/serve.ts";
import { faultContract, FORMATS } from "../contracts/faults.contract.ts";
import { gatewayOf, jsonRequest, remote, USER } from "../server/gateway.ts";
import { patience } from "../support/fault-rows.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";

const BOUND = 5_000;

type Listener = (...exchange: Parameters<RequestListener>) => unknown;

const serving = async (listener: Listener): Promise<string> => {
  const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/path?query=1`;
};

/** A TCP server, whose callback gets the first data of each connection. */
const servingBytes = async (listener: (socket: Socket, request: string) => void): Promise<string> => {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (request) => listener(socket, request.toString()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const post = (init: RequestInit = {}): RequestInit => ({
  method: "POST",
  headers: new Headers({ "content-type": "application/json", "x-own": "1" }),
  body: '{"text":"ä"}',
  redirect: "manual",
  ...init,
});

/** Compares with the runtime's own fetch: requests and responses must be equal. */
describe.each([
  ["fetch", fetch],
  ["httpFetch", httpFetch],
])("%s", (_, send) => {
  test("sends body and headers, and returns status, headers and body", async () => {
    const url = await serving(async (request, response) => {
      const body = (await request.toArray()).join("");
      const { "x-own": own, "content-length": length, "user-agent": agent } = request.headers;
      response.writeHead(
        418,
        "Odd",
        [
          ["x-a", "1"],
          ["x-a", "2"],
          ["content-type", "application/json"],
        ].flat(),
      );
      response.end(JSON.stringify([request.method, request.url, body, own, length, agent]));
    });
    const response = await send(url, post());
    expect([response.status, response.statusText, response.headers.get("x-a")]).toEqual([418, "Odd", "1, 2"]);
    const seen = ["POST", "/v1/path?query=1", '{"text":"ä"}', "1", "13", "node"];
    expect(await response.json()).toEqual(seen);
  });

  test.each(["constructor", "__proto__", "toString", "zip"])(
    "returns a body unchanged, encoded as %s",
    async (name) => {
      const url = await serving((_request, response) => {
        response.setHeader("content-encoding", name);
        response.end("text");
      });
      expect(await (await send(url, post())).text()).toBe("text");
    },
  );

  test.each([0, 1, 65_536, 5_000_000])("returns a body of %i bytes, by any way of reading", async (size) => {
    const sent = Buffer.from(Array.from({ length: size }, (__, at) => at % 251));
    const url = await serving((___, response) => response.end(sent));
    const bytes = new Uint8Array(await (await send(url, post())).arrayBuffer());
    expect(Buffer.compare(bytes, sent)).toBe(0);
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("decompresses %s", async (encoding, compress) => {
    const url = await serving((__, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(compress("said ".repeat(1_000))),
    );
    expect(await (await send(url, post())).text()).toBe("said ".repeat(1_000));
  });

  test("follows no redirect, and accepts an answer without a body", async () => {
    const url = await serving(({ url: path }, response) =>
      response.writeHead(path === "/empty" ? 204 : 307, { location: "/elsewhere" }).end(),
    );
    expect((await send(url, post())).status).toBe(307);
    expect((await send(new URL("/empty", url), post())).body).toBeNull();
  });

  test("rejects with the reason of a signal before and during the answer", async () => {
    const closed = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const url = await serving(({ url: path }, response) => {
      response.on("close", () => closed.resolve());
      asked.resolve();
      if (path !== "/silent") response.write("begun ");
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const reason = new Error("enough");
    const silent = send(new URL("/silent", url), post({ signal: first.signal }));
    const rejected = expect(silent).rejects.toBe(reason);
    await asked.promise;
    first.abort(reason);
    await rejected;
    await closed.promise;
    const response = await send(url, post({ signal: second.signal }));
    const reading = expect(response.text()).rejects.toBe(reason);
    second.abort(reason);
    await reading;
    await expect(send(url, post({ signal: second.signal }))).rejects.toBe(reason);
  });

  test("cancelling a body closes its connection", async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serving((__, response) => {
      response.on("close", () => closed.resolve());
      response.write("begun ");
    });
    await (await send(url, post())).body?.cancel();
    await closed.promise;
  });

  test("rejects if an upstream is unreachable or fails", async () => {
    await expect(send("http://127.0.0.1:1/", post())).rejects.toThrow(Error);
    const url = await serving(({ url: path }, response) => {
      if (path === "/never") response.destroy();
      else response.write("begun ", () => response.destroy());
    });
    await expect(send(new URL("/never", url), post())).rejects.toThrow(Error);
    await expect(send(url, post()).then((response) => response.text())).rejects.toThrow(Error);
  });

  test("a body that is not read applies backpressure to its upstream", async () => {
    const chunk = Buffer.alloc(65_536);
    let written = 0;
    const url = await serving((__, response) => {
      const more = (): void => {
        written += 1;
        if (response.write(chunk)) setImmediate(more);
        else response.once("drain", more);
      };
      more();
    });
    const response = await send(url, post({ signal: AbortSignal.timeout(BOUND) }));
    for (let before = -1, quiet = 0; quiet < 200; before = written) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = written === before ? quiet + 1 : 0;
    }
    expect(written).toBeLessThan(1_000);
    await response.body?.cancel();
  });

  test("sends a request that is given as a Request, too", async () => {
    const url = await serving((request, response) => request.pipe(response));
    expect(await (await send(new Request(url, { method: "POST", body: "said" }))).text()).toBe("said");
  });
});

test.each(["gzip", "deflate"])("httpFetch accepts a body that is declared as %s and is not", async (encoding) => {
  const url = await serving(({ url: path }, response) => {
    response.writeHead(200, { "content-encoding": encoding });
    response.end(path === "/empty" ? "" : "said ".repeat(1_000));
  });
  expect(await (await httpFetch(url, post())).text()).toBe("said ".repeat(1_000));
  expect(await (await httpFetch(new URL("/empty", url), post())).text()).toBe("");
});

test("httpFetch ends a body without a length at a reset of its connection", async () => {
  let connection: Socket | undefined;
  const url = await servingBytes((socket) => {
    connection = socket;
    socket.write("HTTP/1.1 200 OK\r\n\r\nbegun ");
  });
  const response = await httpFetch(url, post());
  connection?.resetAndDestroy();
  await expect(response.text()).rejects.toThrow("read ECONNRESET");
});

describe("a gateway that calls its provider with httpFetch", () => {
  let upstream: FaultServer;
  beforeAll(async () => {
    upstream = await startFaultServer();
  });
  afterAll(() => upstream.close());

  for (const format of FORMATS) {
    faultContract(format, async (fault, path, body) => {
      const options = { env: { OPENAI_API_KEY: "k" }, fetch: httpFetch };
      const app = gatewayOf(remote(upstream.url, {}, fault, patience(fault)), options);
      return app.request(path, jsonRequest(body));
    });
  }
});

/** The start of an answer, up to the event that completes it. */
const BEGUN = [
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n",
  'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"said "}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
].join("");

test("a gateway on Node reports an upstream's reset as a failure, at any byte, for many concurrent answers", async () => {
  const upstream = await servingBytes((socket, request) => {
    const [, bytes] = /^POST \/(\d+)\//.exec(request) ?? [];
    socket.write(BEGUN.slice(0, Number(bytes)), () => socket.resetAndDestroy());
  });
  const ask = async (bytes: number): Promise<string> => {
    const options = { env: { OPENAI_API_KEY: "k" }, fetch: httpFetch };
    const server = await serve(gatewayOf(remote(`${upstream}/${bytes}`), options), { port: 0 });
    onTestFinished(() => server.close(0));
    const request = jsonRequest({ messages: [USER], stream: true });
    return (await fetch(`${server.url}/v1/chat/completions`, request)).text();
  };
  const places = Array.from({ length: 24 }, (_, at) => Math.ceil((at * BEGUN.length) / 23));
  for (const text of await Promise.all(places.map(ask))) expect(text).toMatch(/"code":"(?:connection|truncated)"/);
});
