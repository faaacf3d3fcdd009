import { assert, asyncProperty, constant, constantFrom, option, record, stringMatching, uniqueArray } from "fast-check";
import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { failureReport } from "../../../src/server/failure-report.ts";
import { MemoryItemStore } from "../../../src/server/items/item-store.ts";
import type { GatewayEvent } from "../../../src/server/request-record.ts";
import { errorOf, FakeClock, regexRails, SECRET, settle } from "../gateway.ts";
import { before, HI, type Item, type Json, outputOf, post, referTo, TEXT, watched } from "./recorded-items.ts";

/** The client's error if the store fails, without a reason. */
const UNAVAILABLE = {
  code: "items_unavailable",
  type: "internal_error",
  param: "input",
  message: expect.stringMatching(
    /^What `input` refers to cannot be read now: try again, or send items whole \(req_[\da-f-]+\)$/,
  ) as unknown,
};

const LATE = "items_timeout: The store of items was not done after 5000 milliseconds";

/** A store that never answers, and resolves when it is called. */
const hanging = () => {
  const calls: unknown[] = [];
  const hangs = (...call: readonly unknown[]): Promise<never> => {
    calls.push(call);
    return new Promise(() => {});
  };
  return {
    items: { get: hangs, put: hangs },
    async called(times: number): Promise<void> {
      while (calls.length < times) await settle();
    },
  };
};

/** Advances the clock until work has ended, and expects exactly this duration. */
const overAfter = async <T>(clock: FakeClock, milliseconds: number, work: Promise<T>): Promise<T> => {
  let over = false;
  const watched = work.finally(() => (over = true));
  clock.advance(milliseconds - 1);
  await settle();
  expect(over).toBe(false);
  clock.advance(1);
  return watched;
};

describe.each([false, true])("items that POST /v1/responses delivered, streamed: %s,", (stream) => {
  const ask = async (app: Pick<Hono, "request">, body: object = {}, key?: string): Promise<readonly Item[]> =>
    outputOf(await post(app, { input: "hi", stream, ...body }, key));

  it("are read as if they were sent in full", async () => {
    const word = stringMatching(/^[a-z ]{1,9}$/);
    const call = record({
      id: stringMatching(/^call_[a-z]{1,5}$/),
      type: constant("function"),
      function: record({ name: constantFrom("look_up", "send"), arguments: constant('{"a":1}') }),
      extra_content: constant({ google: { thought_signature: "QUJD" } }),
    });
    const message = record({
      reasoning_content: option(word, { nil: undefined }),
      content: option(word, { nil: undefined }),
      tool_calls: option(uniqueArray(call, { selector: ({ id }) => id, maxLength: 2 }), { nil: undefined }),
    });
    await assert(
      asyncProperty(message, async (answer) => {
        const { app, asked } = before({ role: "assistant", ...(JSON.parse(JSON.stringify(answer)) as Json) });
        const items = await ask(app);
        const results = (answer.tool_calls ?? []).map(({ id }) => ({
          type: "function_call_output",
          call_id: id,
          output: "found",
        }));
        const said = (own: readonly object[]): object => ({ input: [HI, ...own, ...results, HI] });
        await ask(app, said(items));
        await ask(app, said(referTo(items)));
        expect(asked.at(-1)?.messages).toEqual(asked.at(-2)?.messages);
      }),
      { numRuns: 25 },
    );
  });

  it("are what the client received, also if a rail masked or blocked", async () => {
    const rails = {
      output: { flows: ["mask sensitive data on output"], streaming: { enabled: true } },
      config: { sensitive_data_detection: { output: { entities: ["EMAIL_ADDRESS"] } } },
    };
    const { app, asked } = before({ ...TEXT, content: "Write to ann@example.com" }, {}, rails);
    await ask(app, { input: [HI, ...referTo(await ask(app)), HI] });
    expect(asked.at(-1)?.messages).toEqual([HI, { ...TEXT, content: "Write to <EMAIL_ADDRESS>" }, HI]);

    const blocked = before({ ...TEXT, content: `The key is ${SECRET}, you see` });
    const seen = await ask(blocked.app);
    await ask(blocked.app, { input: [HI, ...referTo(seen), HI] });
    expect(JSON.stringify(blocked.asked.at(-1))).not.toContain(SECRET.slice(0, 10));
  });

  it("are checked by rails when they are referred to", async () => {
    const { app, asked } = before({ ...TEXT, content: "this is forbidden" });
    const items = await ask(app);
    const wholeOne = await post(app, { input: [HI, ...items, HI] });
    const referred = await post(app, { input: [HI, ...referTo(items), HI] });
    const statuses = await Promise.all([wholeOne, referred].map(async (one) => ((await one.json()) as Json)["status"]));
    expect(statuses[0]).toBe(statuses[1]);
    const [a, b] = asked.slice(1);
    expect(a?.messages).toEqual(b?.messages);
  });

  it("are found only with the same API key", async () => {
    const { app, asked } = before(TEXT);
    const input = [HI, ...referTo(await ask(app)), HI];
    const response = await post(app, { input }, "key-two");
    expect([response.status, asked.length]).toEqual([400, 1]);
    const foreign = await errorOf(response);
    const unknown = await errorOf(
      await post(app, { input: [HI, { type: "item_reference", id: `msg_${crypto.randomUUID()}_0` }, HI] }),
    );
    expect(foreign).toEqual(unknown);
    expect(foreign).toMatchObject({ code: "invalid_request", param: "input.1.id" });
    expect(foreign.message).toContain("`providerOptions: { openai: { store: false } }` or by `openai.chat()`");
    expect(foreign.message).not.toContain("Hello");
    expect((await post(app, { input })).status).toBe(200);
  });

  it("expire after a day", async () => {
    const clock = new FakeClock();
    // A store without expiry.
    const kept = new Map<string, Uint8Array>();
    const items = {
      get: async (name: string) => kept.get(name),
      put: async (name: string, sealed: Uint8Array) => void kept.set(name, sealed),
    };
    for (const store of [items, new MemoryItemStore({ clock })]) {
      const { app } = before(TEXT, { clock, items: store });
      const input = [HI, ...referTo(await ask(app)), HI];
      clock.advance(86_399_000);
      expect((await post(app, { input })).status).toBe(200);
      clock.advance(1_000);
      expect((await post(app, { input })).status).toBe(400);
    }
  });

  it("are not stored with `store: false`, or without a store", async () => {
    const store = watched();
    const { app } = before(TEXT, { items: store.items });
    const input = [HI, ...referTo(await ask(app, { store: false })), HI];
    expect(store.put).toEqual([]);
    expect((await post(app, { input })).status).toBe(400);
    const stateless = before(TEXT, {}, regexRails(), false);
    expect((await post(stateless.app, { input: [HI, ...referTo(await ask(stateless.app)), HI] })).status).toBe(400);
    expect((await post(stateless.app, { input: "hi", store: true })).status).toBe(400);
  });

  it("reveal nothing to readers of the store", async () => {
    const store = watched();
    const { app } = before(TEXT, { items: store.items });
    const [item] = await ask(app, { store: true });
    expect(store.put.map(({ seconds }) => seconds)).toEqual([86_400]);
    const [{ name, share, sealed } = { name: "", share: "", sealed: new Uint8Array() }] = store.put;
    const text = name + share + new TextDecoder("latin1").decode(sealed);
    for (const readable of ["Hello", "assistant", "key-one", item?.id.split("_")[1] ?? "?"]) {
      expect(text).not.toContain(readable);
    }
  });

  it("may be referred to twice, and count once", async () => {
    const { app, asked } = before(TEXT);
    const references = referTo(await ask(app));
    await ask(app, { input: [HI, ...references, ...references, HI] });
    expect(asked.at(-1)?.messages).toEqual([HI, TEXT, HI]);
  });

  it("do not affect the answer if they cannot be stored, which is reported to the operator", async () => {
    const events: unknown[] = [];
    const items = { get: async () => undefined, put: () => Promise.reject(new Error("no room")) };
    const { app } = before(TEXT, { items, onEvent: (event) => events.push(failureReport(event)) });
    expect(await ask(app)).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toMatchObject([{ status: 200, notKept: "Error: no room" }]);
    const broken = before(TEXT, { items: { ...items, get: () => Promise.reject(new Error("secret host")) } });
    const response = await post(broken.app, {
      input: [{ type: "item_reference", id: `msg_${crypto.randomUUID()}_0` }],
    });
    expect([response.status, await errorOf(response)]).toMatchObject([503, UNAVAILABLE]);
  });

  it.each<[string, (sealed: Uint8Array) => unknown]>([
    ["with another byte", (sealed) => sealed.map((byte, at) => (at === 20 ? byte ^ 1 : byte))],
    ["cut off", (sealed) => sealed.slice(0, 20)],
    ["without bytes", () => new Uint8Array()],
    ["of another type", () => "text"],
  ])("are unavailable if the store returns them %s", async (_, changed) => {
    const { items, put } = watched();
    const get = async (): Promise<Uint8Array> => changed((put[0] as (typeof put)[number]).sealed) as Uint8Array;
    const { app } = before(TEXT, { items: { ...items, get } });
    const [item] = await ask(app);
    const response = await post(app, { input: [{ type: "item_reference", id: item?.id }] });
    expect([response.status, await errorOf(response)]).toMatchObject([503, UNAVAILABLE]);
  });

  it("do not wait longer than 5 seconds for a store that hangs", async () => {
    const clock = new FakeClock();
    const events: unknown[] = [];
    const onEvent = (event: GatewayEvent): unknown => events.push(failureReport(event));
    const store = hanging();
    const { app } = before(TEXT, { clock, onEvent, items: store.items });
    const answer = ask(app);
    await store.called(1);
    expect(await overAfter(clock, 5_000, answer)).toMatchObject([{ content: [{ text: "Hello there" }] }]);
    const referring = post(app, { stream, input: [{ type: "item_reference", id: `msg_${crypto.randomUUID()}_0` }] });
    await store.called(2);
    const response = await overAfter(clock, 5_000, referring);
    expect([response.status, await errorOf(response)]).toMatchObject([503, UNAVAILABLE]);
    await settle();
    expect(events).toMatchObject([
      { status: 200, notKept: LATE },
      { status: 503, error: expect.stringContaining(`(${LATE})`) as unknown },
    ]);
  });
});
