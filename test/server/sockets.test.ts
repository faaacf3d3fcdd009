import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { RailsConfig } from "../../src/config/rails-config.ts";
import { httpFetch } from "../../src/node/http-fetch.ts";
import { type FetchApp, serve } from "../../src/node/serve.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import {
  chunksOf,
  gatewayOf,
  jsonRequest,
  LIMIT_MS,
  listen,
  type Listening,
  regexRails,
  remote,
  scripted,
  SECRET,
  startUpstream,
  textOf,
  type Upstream,
  USER,
} from "./gateway.ts";

const open: Pick<Listening, "close">[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const upstreamOf = async (script: Parameters<typeof startUpstream>[0]): Promise<Upstream> => {
  const upstream = await startUpstream(script);
  open.push(upstream);
  return upstream;
};

type Server = (fetch: FetchApp["fetch"]) => Promise<Pick<Listening, "url" | "close">>;

const ofEdgerails: Server = async (fetch) => {
  const { url, close } = await serve({ fetch }, { port: 0 });
  return { url, close: () => close(0) };
};

/** One server reads the stream of an answer, the other its source. */
const SERVERS: readonly (readonly [name: string, server: Server, own: typeof fetch])[] = [
  ["Hono's adapter", listen, fetch],
  ["serve", ofEdgerails, fetch],
  ["serve, its provider called with httpFetch", ofEdgerails, httpFetch],
];

const gatewayAt = async (
  server: Server,
  config: RailsConfig,
  own: typeof fetch,
): Promise<{ url: string; event: Promise<GatewayEvent> }> => {
  let report: (event: GatewayEvent) => void = () => {};
  const event = new Promise<GatewayEvent>((resolve) => {
    report = resolve;
  });
  const app = gatewayOf(config, { fetch: own, onEvent: (one) => report(one) });
  const gateway = await server((request) => app.fetch(request));
  open.push(gateway);
  return { url: `${gateway.url}/v1/chat/completions`, event };
};

const streamBody = { messages: [USER], stream: true };
const sent = ({ events }: Upstream): string =>
  events.flatMap((event) => (event.type === "chunk" ? [event.data] : [])).join("\n");

describe("concurrent streams", () => {
  it("have their own config, answer and verdict (G1)", async () => {
    const canary = (index: number): string => `canary-${String(index).padStart(3, "0")}`;
    const configs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const rails = index % 2 === 0 ? {} : regexRails();
        return [`c${index}`, scripted({ replies: [`${canary(index)} is ${SECRET}!`], chunk: 1, delay_ms: 1 }, rails)];
      }),
    );
    const app = createApp({ configs });
    const gateway = await listen((request) => app.fetch(request));
    open.push(gateway);
    const texts = await Promise.all(
      Array.from({ length: 200 }, async (_, turn) => {
        const body = { ...streamBody, config_id: `c${turn % 40}` };
        return (await fetch(`${gateway.url}/v1/chat/completions`, jsonRequest(body))).text();
      }),
    );
    for (const [turn, text] of texts.entries()) {
      const index = turn % 40;
      const said = textOf(chunksOf(text));
      expect(said).toBe(index % 2 === 0 ? `${canary(index)} is ${SECRET}!` : `${canary(index)} is `);
    }
  });
});

describe.each(SERVERS)("a gateway on a real socket, by %s,", (_, server, own) => {
  const gateway = (config: RailsConfig): ReturnType<typeof gatewayAt> => gatewayAt(server, config, own);

  it("passes a stream through, event by event", async () => {
    const upstream = await upstreamOf({ replies: ["Hello dear you"] });
    const { url, event } = await gateway(remote(upstream.url));
    const text = await (await fetch(url, jsonRequest(streamBody))).text();
    expect(textOf(chunksOf(text))).toBe("Hello dear you");
    expect(await upstream.ended()).toBe("complete");
    expect(await event).toMatchObject({ outcome: { status: "passed" }, usage: { withheldTokens: 0 } });
  });

  it("sends available text while the provider is still generating", async () => {
    const upstream = await upstreamOf({ replies: ["Hello dear you"], fault: { stall_after: 2 } });
    const { url } = await gateway(remote(upstream.url));
    const response = await fetch(url, jsonRequest(streamBody));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = "";
    while (!text.includes("dear")) text += decoder.decode((await reader.read()).value, { stream: true });
    expect(await Promise.race([upstream.ended(), Promise.resolve("still open")])).toBe("still open");
    await reader.cancel();
    expect(await upstream.ended()).toBe("cancelled");
  });

  it("closes the provider's stream in the middle when a rail blocks", async () => {
    const upstream = await upstreamOf({
      replies: [`The key is ${SECRET}, and then much more`],
      fault: { stall_after: 6 },
    });
    const { url, event } = await gateway(remote(upstream.url, regexRails()));
    const text = await (await fetch(url, jsonRequest(streamBody))).text();
    expect(textOf(chunksOf(text))).toBe("The key is ");
    expect(text.endsWith('"finish_reason":"content_filter"}]}\n\ndata: [DONE]\n\n')).toBe(true);
    expect(await upstream.ended()).toBe("cancelled");
    expect(sent(upstream)).not.toContain("much");
    const { usage, outcome } = await event;
    expect(outcome).toMatchObject({ status: "blocked", rail: "regex check output" });
    expect(usage?.withheldTokens).toBeGreaterThan(0);
  });

  it("does not call the provider if the request is blocked", async () => {
    const upstream = await upstreamOf({});
    const { url } = await gateway(remote(upstream.url, regexRails()));
    const body = { ...streamBody, messages: [{ role: "user", content: "forbidden" }] };
    const text = await (await fetch(url, jsonRequest(body))).text();
    expect(text).toContain('"finish_reason":"content_filter"');
    expect(upstream.events).toEqual([]);
  });

  it.each([true, false])(
    "closes the provider's stream when the client disconnects (E6, stream: %s)",
    async (stream) => {
      const upstream = await upstreamOf({ replies: ["one two three four"], fault: { stall_after: 2 } });
      const { url, event } = await gateway(remote(upstream.url));
      const abort = new AbortController();
      const init = jsonRequest({ ...streamBody, stream }, { signal: abort.signal });
      const answer = fetch(url, init).then((response) => response.text());
      const rejected = expect(answer).rejects.toThrow();
      while (!upstream.events.some(({ type }) => type === "request"))
        await new Promise((resolve) => setImmediate(resolve));
      abort.abort();
      await rejected;
      expect(await upstream.ended()).toBe("cancelled");
      expect(await event).toMatchObject({ cancelled: true });
    },
  );

  it("reads from the provider only as fast as a slow reader (E5)", async () => {
    const word = `${"x".repeat(65_535)} `;
    const upstream = await upstreamOf({ replies: [word.repeat(2_000)] });
    const { url } = await gateway(remote(upstream.url));
    const { hostname, port, pathname } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const body = JSON.stringify(streamBody);
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, "readable");
    // Nothing reads. If nothing has changed for many turns of the event loop, all buffers are full.
    let before = -1;
    for (let quiet = 0; quiet < 200;) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = upstream.events.length === before ? quiet + 1 : 0;
      before = upstream.events.length;
    }
    expect(before).toBeLessThan(1_000);
    socket.destroy();
    expect(await upstream.ended()).toBe("cancelled");
  });

  it("rejects a body that is too large while it arrives", async () => {
    const upstream = await upstreamOf({});
    const { url } = await gateway(remote(upstream.url));
    const { hostname, port, pathname } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setEncoding("utf8").on("error", () => {});
    socket.setTimeout(LIMIT_MS, () => socket.destroy());
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    // More than a body and its media may have in total.
    for (let i = 0; i < 130; i += 1) socket.write(chunk);
    const [head] = (await once(socket, "data")) as [string];
    socket.destroy();
    expect(head).toMatch(/^HTTP\/1\.1 413 /);
  });
});
