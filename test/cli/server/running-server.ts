import { BIN, Process } from "../cli.ts";

const BOUND_MS = 5_000;

/** Starts `edgerails server` as a process, and waits until it listens. */
export const start = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; readonly process: Process }> => {
  const process = new Process(BIN, ["server", "--port", "0", ...args], env);
  await Promise.race([process.out.until(/base URL to \S+\n/), process.ended]);
  const url = /listens on (\S+)/.exec(process.out.text)?.[1];
  if (url === undefined) throw new Error(process.err.text);
  return { url, process };
};

/** Requests fail after five seconds. */
export const get = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, { headers, signal: AbortSignal.timeout(BOUND_MS) });

/** Requests a chat completion. */
export const ask = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Hello!" }], ...body }),
    signal: AbortSignal.timeout(BOUND_MS),
  });
