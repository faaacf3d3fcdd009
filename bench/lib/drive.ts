import { request } from "node:http";
import type { Memory, Subject } from "./processes.ts";

/** The observations of one client on one answer. */
export interface Seen {
  readonly text: string;
  /** Milliseconds from the request to the first byte of a token. */
  readonly firstTokenMs: number;
}

export const BODY = JSON.stringify({ model: "bench", stream: true, messages: [{ role: "user", content: "go" }] });

/** Parsed by lines, since a heartbeat may precede an event without a blank line between them. */
const textOf = (sse: string): string =>
  sse
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta.content ?? "")
    .join("");

/** Sends one request and reads its answer to the end. */
const ask = (subject: Subject): Promise<Seen> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    let firstTokenMs = 0;
    const chunks: string[] = [];
    const headers = { "content-type": "application/json" };
    const outgoing = request(`${subject.url}/v1/chat/completions`, { method: "POST", headers, timeout: 60_000 });
    outgoing.on("response", (response) => {
      const isPlain = response.headers["content-type"]?.startsWith("text/plain") === true;
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const hasToken = isPlain || /"content":"[^"]/.test(chunk);
        if (firstTokenMs === 0 && hasToken) firstTokenMs = performance.now() - started;
        chunks.push(chunk);
      });
      response.on("end", () => {
        const sent = chunks.join("");
        resolve({ text: isPlain ? sent : textOf(sent), firstTokenMs });
      });
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

/** The quantile of some values. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * The CPU time of a subject per token of a load, in microseconds. Throws if an answer is not the text that was sent.
 */
export const measure = async (subject: Subject, load: Load, expected: string): Promise<number> => {
  const before = await subject.cpuUs();
  const seen = await Promise.all(Array.from({ length: load.streams }, () => ask(subject)));
  const cpuUs = (await subject.cpuUs()) - before;
  for (const { text } of seen) if (text !== expected) throw new Error(`${subject.kind} changed the text`);
  return cpuUs / (load.streams * load.tokens);
};

/** Milliseconds to the first token of consecutive requests, without other load. */
export const firstTokenTimes = async (subject: Subject, requests: number): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) times.push((await ask(subject)).firstTokenMs);
  return times;
};

/** KiB of memory per open stream, while many are open. */
export const memoryPerStream = async (subject: Subject, streams: number, settleMs: number): Promise<Memory> => {
  const before = await subject.memory();
  const answers = Array.from({ length: streams }, () => ask(subject));
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const open = await subject.memory();
  await Promise.all(answers);
  const share = (bytes: number): number => bytes / 1_024 / streams;
  const rss = share(open.rss - before.rss);
  return open.used === undefined ? { rss } : { rss, used: share(open.used - (before.used ?? 0)) };
};
