import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Connections } from "../../src/http/connections.ts";

interface Call {
  readonly name: string;
  answer(response: Response): void;
  fail(error: Error): void;
}

/** A fetch whose calls the test resolves, in the order of arrival. */
const manualFetch = (): { readonly fetch: typeof fetch; readonly calls: Call[] } => {
  const calls: Call[] = [];
  const inner = (input: RequestInfo | URL): Promise<Response> =>
    new Promise(
      (answer, fail) =>
        void calls.push({
          name: new URL(input instanceof Request ? input.url : input).pathname.slice(1),
          answer,
          fail,
        }),
    );
  return { fetch: inner, calls };
};

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const address = (name: number | string): string => `https://service.test/${name}`;
const names = (calls: readonly Call[]): readonly string[] => calls.map(({ name }) => name);

/** A body that ends only when it is cancelled. */
const endless = (): Response => new Response(new ReadableStream({ pull() {} }));

describe("Connections", () => {
  it("opens at most its limit, and serves waiting calls in order", async () => {
    const { fetch, calls } = manualFetch();
    const connections = new Connections(2);
    const limited = connections.limit(fetch);
    for (const name of ["a", "b", "c", "d"]) void limited(address(name));
    await settle();
    expect(names(calls)).toEqual(["a", "b"]);
    calls[1]?.answer(new Response(null));
    await settle();
    expect(names(calls)).toEqual(["a", "b", "c"]);
    expect([connections.open, connections.waiting]).toEqual([2, 1]);
  });

  it("opens six by default", async () => {
    const { fetch, calls } = manualFetch();
    const limited = new Connections().limit(fetch);
    for (let call = 0; call < 9; call += 1) void limited(address(call));
    await settle();
    expect(calls).toHaveLength(6);
  });

  it("does not let later calls overtake a waiting one", async () => {
    const { fetch, calls } = manualFetch();
    const limited = new Connections(1).limit(fetch);
    const first = limited(address("a"));
    void limited(address("b"));
    await settle();
    calls[0]?.answer(new Response(null));
    await first;
    void limited(address("c"));
    await settle();
    expect(names(calls)).toEqual(["a", "b"]);
  });

  it("holds a connection until its answer has started, whether or not the body is read", async () => {
    const { fetch, calls } = manualFetch();
    const connections = new Connections(1);
    const limited = connections.limit(fetch);
    const answer = limited(address("a"));
    void limited(address("b"));
    await settle();
    expect([names(calls), connections.open, connections.waiting]).toEqual([["a"], 1, 1]);
    const given = endless();
    calls[0]?.answer(given);
    expect(await answer).toBe(given);
    expect([names(calls), connections.open, connections.waiting]).toEqual([["a", "b"], 1, 0]);
  });

  it("releases a connection if the call fails or is cancelled", async () => {
    const { fetch, calls } = manualFetch();
    const connections = new Connections(3);
    const limited = connections.limit(fetch);
    const abort = new AbortController();
    const failed = limited(address("a"));
    void limited(address("b"), { signal: abort.signal });
    await settle();
    expect(connections.open).toBe(2);
    calls[0]?.fail(new Error("refused"));
    await expect(failed).rejects.toThrow("refused");
    expect(connections.open).toBe(1);
    abort.abort();
    expect(connections.open).toBe(0);
  });

  it("removes an aborted call from the queue", async () => {
    const { fetch, calls } = manualFetch();
    const connections = new Connections(1);
    const limited = connections.limit(fetch);
    const abort = new AbortController();
    const reason = new Error("gone");
    void limited(address("a"));
    const waiting = limited(address("b"), { signal: abort.signal });
    void limited(address("c"));
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(limited(address("d"), { signal: abort.signal })).rejects.toBe(reason);
    calls[0]?.answer(new Response(null));
    await settle();
    expect(names(calls)).toEqual(["a", "c"]);
    expect(connections.waiting).toBe(0);
  });

  it("rejects an invalid limit", () => {
    for (const max of [0, -1, 1.5, Number.NaN]) expect(() => new Connections(max)).toThrow(RangeError);
  });

  it("never exceeds its limit and serves all calls in order, however they start, end and abort", async () => {
    const step = fc.record({ kind: fc.constantFrom("start", "answer", "fail", "abort"), at: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), async (max, steps) => {
        const { fetch, calls } = manualFetch();
        const connections = new Connections(max);
        const limited = connections.limit(fetch);
        const aborts: AbortController[] = [];
        const ended = new Set<number>();
        for (const { kind, at } of steps) {
          if (kind === "start") {
            const abort = new AbortController();
            limited(address(aborts.length), { signal: abort.signal }).catch(() => {});
            aborts.push(abort);
          } else if (kind === "abort") aborts[at]?.abort();
          else if (calls[at] !== undefined && !ended.has(at)) {
            ended.add(at);
            if (kind === "answer") calls[at].answer(new Response(null));
            else calls[at].fail(new Error("x"));
          }
          await settle();
          expect(connections.open).toBeLessThanOrEqual(max);
          const order = names(calls).map(Number);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          expect(connections.waiting === 0 || connections.open === max).toBe(true);
        }
        for (const abort of aborts) abort.abort();
        await settle();
        expect([connections.open, connections.waiting]).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});
