import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { sendDirectly } from "../../src/node/direct-body.ts";
import { type BodySink, bodyStream } from "../../src/streams/body-source.ts";

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
  const response = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(5_000) });
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
