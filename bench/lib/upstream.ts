import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerChunks } from "./fixture.ts";

/** How to send the next answers. */
export interface UpstreamPlan {
  readonly tokens: number;
  readonly perChunk: number;
  /** Milliseconds between two chunks. 0: as fast as the connection accepts them. */
  readonly paceMs: number;
}

let plan: UpstreamPlan = { tokens: 1, perChunk: 1, paceMs: 0 };
let chunks = answerChunks(plan.tokens, plan.perChunk);

// In its own process, so that its CPU time is not that of a subject.
process.on("message", (message: UpstreamPlan) => {
  plan = message;
  chunks = answerChunks(plan.tokens, plan.perChunk);
  process.send?.({ ready: true });
});

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" });
  let next = 0;
  const { paceMs } = plan;
  const own = chunks;
  const began = performance.now();
  const send = (): void => {
    const chunk = own[next++];
    if (chunk === undefined) return void response.end();
    const flowing = response.write(chunk);
    // Relative to the start of the answer, so that delays do not add up.
    if (paceMs > 0) setTimeout(send, Math.max(0, began + next * paceMs - performance.now()));
    else if (flowing) setImmediate(send);
    else response.once("drain", send);
  };
  send();
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
