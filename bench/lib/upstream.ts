import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerChunks } from "./fixture.ts";

/** How the next answers are sent. */
export interface UpstreamPlan {
  readonly tokens: number;
  readonly perChunk: number;
  /** Milliseconds between two chunks; 0 sends as fast as the connection takes them. */
  readonly paceMs: number;
}

let plan: UpstreamPlan = { tokens: 1, perChunk: 1, paceMs: 0 };
let chunks = answerChunks(plan.tokens, plan.perChunk);

// A process of its own, so that its work is in nobody's figures.
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
    // By the clock of the whole answer, so that what is late does not make the rest late.
    if (paceMs > 0) setTimeout(send, Math.max(0, began + next * paceMs - performance.now()));
    else if (flowing) setImmediate(send);
    else response.once("drain", send);
  };
  send();
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
