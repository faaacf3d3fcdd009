import { setTimeout as wait } from "node:timers/promises";
import { CASES } from "./cases/cases.ts";
import { TortureProvider } from "./provider.ts";
import { AnswerReader } from "./reading.ts";
import type { Group, Seen, TortureCase } from "./torture-case.ts";

/** The result of one case. */
export interface TortureResult {
  readonly name: string;
  readonly group: Group;
  /** What is right, and why. */
  readonly why: string;
  /** What was wrong; absent if the case passed. */
  readonly problem?: string;
}

/** Options of `tortureUrl`. */
export interface TortureUrlOptions {
  /** The base URL of the guard, such as `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  /** The provider that the guard calls: see {@link TortureProvider}. */
  readonly provider: TortureProvider;
  /** Default `torture`. */
  readonly model?: string;
  readonly apiKey?: string;
  /** Runs only cases whose name or group contains this. */
  readonly only?: string;
  readonly fetch?: typeof fetch;
}

const LIMIT_MS = 20_000;
/** Milliseconds after the answer within which the provider must be stopped. */
const STOP_MS = 2_000;

const chosen = (cases: readonly TortureCase[], only: string | undefined): readonly TortureCase[] =>
  only === undefined ? cases : cases.filter(({ name, group }) => name.includes(only) || group.includes(only));

const resultOf = ({ name, group, why }: TortureCase, problem: string | undefined): TortureResult =>
  problem === undefined ? { name, group, why } : { name, group, why, problem };

const read = async (response: Response, reader: AnswerReader, one: TortureCase): Promise<void> => {
  if (one.stream === false || response.headers.get("content-type")?.includes("event-stream") !== true) {
    reader.whole(await response.text());
    return;
  }
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    reader.feed(decoder.decode(bytes, { stream: true }));
    if (one.leaveAt !== undefined && reader.text.includes(one.leaveAt)) return;
  }
};

const ask = async (one: TortureCase, options: TortureUrlOptions): Promise<Seen & { readonly stalled: boolean }> => {
  const { url, provider, model = "torture", apiKey, fetch: send = fetch } = options;
  const reader = new AnswerReader();
  const played = provider.play(one, () => reader.text);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), LIMIT_MS);
  let status = 0;
  try {
    const response = await send(`${url.replace(/\/$/, "")}/chat/completions`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({
        model,
        messages: [{ role: "user", content: "Please answer." }],
        ...(one.stream === false ? {} : { stream: true, stream_options: { include_usage: true } }),
      }),
      signal: controller.signal,
    });
    ({ status } = response);
    await read(response, reader, one);
  } catch {
    reader.fail();
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  await Promise.race([played.over, wait(STOP_MS)]);
  return { ...reader.seen(status, played.stopped), stalled: played.stalled };
};

/**
 * Runs all cases against an OpenAI-compatible guard, one after the other. The guard must use `provider` and follow
 * `POLICY`.
 *
 * @example
 * const provider = new TortureProvider();
 * console.log(await provider.listen(9797)); // what the guard has to ask
 * const results = await tortureUrl({ url: "http://127.0.0.1:8000/v1", provider });
 */
export const tortureUrl = async (options: TortureUrlOptions): Promise<readonly TortureResult[]> => {
  const results: TortureResult[] = [];
  for (const one of chosen(CASES, options.only)) {
    const seen = await ask(one, options);
    const stalled = seen.stalled ? "held back text that can be no value until the provider went on" : undefined;
    results.push(resultOf(one, one.problem(seen) ?? stalled));
  }
  return results;
};

/** A guard of plain text. It blocks by throwing. */
export type TextGuard = (text: AsyncIterable<string>) => AsyncIterable<string>;

async function* spoken(pieces: readonly string[]): AsyncIterable<string> {
  for (const piece of pieces) {
    await Promise.resolve();
    yield piece;
  }
}

const guarded = async (guard: TextGuard, pieces: readonly string[]): Promise<Seen> => {
  let text = "";
  let failed = false;
  try {
    for await (const piece of guard(spoken(pieces))) text += piece;
  } catch {
    failed = true;
  }
  const choice = { text, reasoning: "", refusal: "", tools: [], finish: failed ? "content_filter" : "stop" };
  return { status: 200, raw: text, choices: [choice], failed, usage: false, providerStopped: failed };
};

/**
 * Runs the cases that need only text against a guard of plain text. It must follow `POLICY`.
 *
 * @example
 * const results = await tortureGuard((texts) => texts);
 */
export const tortureGuard = async (guard: TextGuard, only?: string): Promise<readonly TortureResult[]> => {
  const results: TortureResult[] = [];
  for (const one of chosen(CASES, only)) {
    if (one.pieces !== undefined) results.push(resultOf(one, one.problem(await guarded(guard, one.pieces))));
  }
  return results;
};
