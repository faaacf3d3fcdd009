import { request } from "node:http";
import type { Subject } from "./processes.ts";

/** What one client saw of one answer. */
export interface Seen {
  readonly text: string;
  /** Milliseconds from the request to the first byte of a token. */
  readonly firstTokenMs: number;
}

const BODY = JSON.stringify({ model: "bench", stream: true, messages: [{ role: "user", content: "go" }] });

const textOf = (sse: string): string =>
  sse
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)) as { choices: { delta: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta.content ?? "")
    .join("");

/** Asks once and reads to the end. */
const ask = (subject: Subject): Promise<Seen> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    let firstTokenMs = 0;
    const chunks: string[] = [];
    const headers = { "content-type": "application/json" };
    const outgoing = request(`${subject.url}/v1/chat/completions`, { method: "POST", headers, timeout: 60_000 });
    outgoing.on("response", (response) => {
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (firstTokenMs === 0 && /"content":"[^"]/.test(chunk)) firstTokenMs = performance.now() - started;
        chunks.push(chunk);
      });
      response.on("end", () => resolve({ text: textOf(chunks.join("")), firstTokenMs }));
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${subject.kind} did not answer in time`)));
    outgoing.end(BODY);
  });

export interface Load {
  readonly streams: number;
  readonly tokens: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Sends a load to a subject and says what a token cost it, in microseconds. Every answer must be the text that was sent. */
export const measure = async (subject: Subject, load: Load, expected: string): Promise<number> => {
  const before = await subject.cpuUs();
  const seen = await Promise.all(Array.from({ length: load.streams }, () => ask(subject)));
  const cpuUs = (await subject.cpuUs()) - before;
  for (const { text } of seen) if (text !== expected) throw new Error(`${subject.kind} changed the text`);
  return cpuUs / (load.streams * load.tokens);
};

/** Milliseconds to the first token when nothing else is going on: the median of requests one after the other. */
export const firstToken = async (subject: Subject, requests: number): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) times.push((await ask(subject)).firstTokenMs);
  return median(times);
};
