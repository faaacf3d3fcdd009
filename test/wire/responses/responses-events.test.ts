import * as fc from "fast-check";
import { ResponseStream } from "openai/lib/responses/ResponseStream";
import { describe, expect, it } from "vitest";
import { LimitError } from "../../../src/errors.ts";
import { collectText, fromIterable, pipeline, type StreamPart } from "../../../src/streams/index.ts";
import { drainAnswer } from "../../../src/wire/answer.ts";
import { chatWire } from "../../../src/wire/openai/chat-wire.ts";
import { responsesWire } from "../../../src/wire/responses/responses-wire.ts";
import type { AnswerFrame } from "../../../src/wire/wire.ts";
import { BLOCKED } from "../blocked.ts";
import { joined, partsArbitrary } from "../parts-arbitrary.ts";

const FRAME: AnswerFrame = { id: "resp_x", created: 1_700_000_000, model: "m" };

interface Event {
  readonly type: string;
  readonly sequence_number: number;
  readonly output_index?: number;
  readonly item_id?: string;
  readonly delta?: string;
  readonly text?: string;
  readonly arguments?: string;
  readonly item?: { readonly id: string; readonly type: string; readonly encrypted_content?: string };
  readonly response?: Readonly<Record<string, unknown>> & { readonly output: readonly unknown[] };
}

const eventsOf = async (parts: readonly StreamPart[], frame: Partial<AnswerFrame> = {}): Promise<readonly Event[]> => {
  const { stages } = responsesWire.writer({ ...FRAME, ...frame });
  const text = await collectText(pipeline(fromIterable(parts), stages as never));
  return text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => {
      const [name, data] = event.split("\n");
      const json = JSON.parse(data?.slice("data: ".length) ?? "") as Event;
      expect(name).toBe(`event: ${json.type}`);
      return json;
    });
};

const finish: StreamPart = { type: "finish", choice: 0, reason: "stop" };
const usage: StreamPart = {
  type: "usage",
  choice: 0,
  usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3, estimated: false },
};

/** The events as read by the OpenAI SDK, which is strict about items, indexes and order. */
const accumulated = (
  events: readonly Event[],
): Promise<{ readonly output: readonly unknown[]; readonly id: string }> => {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  return ResponseStream.fromReadableStream(new Blob([lines]).stream()).finalResponse();
};

describe("the events of the Responses API", () => {
  it.each([1, 2])("report the only choice, whatever its number: %i", async (choice) => {
    const parts: StreamPart[] = [
      { type: "response", choice: 0 },
      { type: "text-delta", choice, text: "Hello" },
      { type: "text-delta", choice: choice + 1, text: "Other" },
      { ...finish, choice, reason: "length" },
      { ...finish, choice: choice + 1 },
      usage,
    ];
    const last = (await eventsOf(parts)).at(-1)?.response;
    expect(last).toMatchObject({ status: "incomplete", usage: { total_tokens: 3 } });
    expect(last?.output).toMatchObject([{ content: [{ text: "Hello" }] }]);
    const answer = await drainAnswer(pipeline(fromIterable(parts), []), "no");
    const whole = JSON.parse(
      responsesWire.complete(answer, { status: "passed", verdicts: [] } as never, FRAME).text,
    ) as object;
    expect(whole).toMatchObject({ status: "incomplete", output: [{ content: [{ text: "Hello" }] }] });
  });

  it("have an order that the OpenAI SDK accepts, and repeat their content at the end", async () => {
    await fc.assert(
      fc.asyncProperty(partsArbitrary, async (parts) => {
        const events = await eventsOf([{ type: "response", choice: 0 }, ...parts, finish, usage]);
        expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
        expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["response.created", "response.in_progress"]);
        const last = events.at(-1);
        expect(last?.type).toBe("response.completed");
        const deltas = (type: string): string =>
          events.map((event) => (event.type === type ? (event.delta ?? "") : "")).join("");
        expect(deltas("response.output_text.delta")).toBe(joined(parts, "text-delta"));
        expect(deltas("response.refusal.delta")).toBe(joined(parts, "refusal-delta"));
        expect(deltas("response.reasoning_summary_text.delta")).toBe(joined(parts, "reasoning-delta"));
        const opened = events.filter(({ type }) => type === "response.output_item.added");
        const done = events.filter(({ type }) => type === "response.output_item.done");
        expect(opened.map(({ output_index: index }) => index)).toEqual(opened.map((_, index) => index));
        expect(new Set(done.map(({ item }) => item?.id))).toEqual(new Set(opened.map(({ item }) => item?.id)));
        expect(done).toHaveLength(opened.length);
        const items = done.toSorted((a, b) => (a.output_index ?? 0) - (b.output_index ?? 0)).map(({ item }) => item);
        expect(last?.response?.output).toEqual(items);
        expect((await accumulated(events)).output.map((item) => (item as { id: string }).id)).toEqual(
          items.map((item) => item?.id),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("equal the JSON response", async () => {
    await fc.assert(
      fc.asyncProperty(partsArbitrary, async (parts) => {
        const all = [...parts, finish, usage];
        const last = (await eventsOf(all)).at(-1)?.response as Record<string, unknown>;
        const answer = await drainAnswer(fromIterable(all), "refused");
        const whole = JSON.parse(
          responsesWire.complete(answer, { status: "passed", verdicts: [] }, FRAME).text,
        ) as Record<string, unknown>;
        const { output: streamed, ...head } = last;
        const { output, ...wholeHead } = whole;
        expect(wholeHead).toEqual(head);
        const calls = (items: unknown) =>
          (items as readonly { type: string; call_id?: string; name?: string; arguments?: string }[])
            .filter(({ type }) => type === "function_call")
            .map(({ call_id: id, name, arguments: text }) => ({ id, name, text }))
            .toSorted((a, b) => (a.id ?? "").localeCompare(b.id ?? ""));
        expect(calls(output)).toEqual(calls(streamed));
      }),
      { numRuns: 30 },
    );
  });

  it("end in an incomplete response after a block or at the token limit", async () => {
    const last = (await eventsOf(BLOCKED)).at(-1);
    expect(last?.type).toBe("response.incomplete");
    expect(last?.response).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "content_filter" },
      guardrails: { status: "blocked", verdicts: [{ rail: "r", rail_type: "output" }] },
    });
    expect(JSON.stringify(last)).not.toContain("why");
    const long = await eventsOf([BLOCKED[0] as StreamPart, { type: "finish", choice: 0, reason: "length" }]);
    expect(long.at(-1)?.response?.["incomplete_details"]).toEqual({ reason: "max_output_tokens" });
  });

  it("report a block in the configured form", async () => {
    const error = await eventsOf(BLOCKED, { onBlock: "error" });
    expect(error.slice(-2).map(({ type }) => type)).toEqual(["error", "response.failed"]);
    expect(error.at(-2)).toMatchObject({
      error: { type: "guardrails_violation", param: "r" },
      code: "content_blocked",
    });
    const message = await eventsOf(BLOCKED, { onBlock: "message", blockMessage: "No more." });
    expect(message.find(({ type }) => type === "response.output_text.done")?.text).toBe("It is No more.");
  });

  it("end in an error and a failed response if the stream fails, with continued sequence numbers", async () => {
    const { endWithError } = responsesWire.writer(FRAME);
    const failure = { status: 502, error: { message: "m", type: "upstream_error", param: null, code: "truncated" } };
    expect(endWithError(failure)).toMatch(/^event: error\ndata: \{"type":"error","sequence_number":0,/);
    const writer = responsesWire.writer(FRAME);
    const said = writer.stages[0] as { feed(part: unknown, output: object): void };
    const numbers: number[] = [];
    said.feed(BLOCKED[0], {
      enqueue: ({ data }: { data: string }) => numbers.push((JSON.parse(data) as Event).sequence_number),
    });
    const end = writer.endWithError(failure);
    expect(end).toContain(`"sequence_number":${(numbers.at(-1) ?? 0) + 1}`);
    expect(end).toMatch(/event: response\.failed\ndata: .*"status":"failed","model":"m","error":\{"code":"truncated"/);
  });

  it("have opaque state of a provider in encoded form, and none for a blocked turn", async () => {
    const state = { google: { thought_signature: "c2ln" } };
    const call: StreamPart = { type: "tool-call-delta", choice: 0, index: 0, id: "c1", name: "f", text: "{}", state };
    const thoughts: readonly StreamPart[] = [
      { type: "thought-state", choice: 0, state: { kind: "opening" } },
      { type: "reasoning-delta", choice: 0, text: "hm" },
      { type: "thought-state", choice: 0, state: { kind: "signature", signature: "c2ln", end: 2 } },
    ];
    const done = (await eventsOf([...thoughts, call, finish])).findLast(({ type }) => type.endsWith("item.done"));
    expect(done?.item?.encrypted_content).toMatch(/^edgerails\.1\./);
    const cut = await eventsOf([...thoughts, call, ...BLOCKED]);
    expect(JSON.stringify(cut)).not.toContain("encrypted_content");
  });

  it("keep the upstream's id only if the frame is the upstream's own", async () => {
    const parts: readonly StreamPart[] = [
      { type: "response", choice: 0, id: "resp_up", created: 1_800_000_000 },
      finish,
    ];
    expect((await eventsOf(parts)).at(-1)?.response).toMatchObject({ id: "resp_x", created_at: 1_700_000_000 });
    const kept = (await eventsOf(parts, { keepsUpstream: true })).at(-1)?.response;
    expect(kept).toMatchObject({ id: "resp_up", created_at: 1_800_000_000 });
  });

  it("repeat a limited amount at their end, for large pieces and for many items", async () => {
    const large = Array.from({ length: 9 }, (): StreamPart => ({
      type: "text-delta",
      choice: 0,
      text: "x".repeat(1_000_000),
    }));
    await expect(eventsOf(large)).rejects.toBeInstanceOf(LimitError);
    const byTurns = Array.from({ length: 40_000 }, (_, index): StreamPart => ({
      type: index % 2 === 0 ? "text-delta" : "reasoning-delta",
      choice: 0,
      text: "x",
    }));
    await expect(eventsOf(byTurns)).rejects.toBeInstanceOf(LimitError);
  });

  it("have another id prefix than chat completions", () => {
    expect([responsesWire.idPrefix, chatWire.idPrefix]).toEqual(["resp_", "chatcmpl-"]);
  });
});
