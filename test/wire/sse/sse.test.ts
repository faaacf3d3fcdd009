import { createParser } from "eventsource-parser";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StageOutput } from "../../../src/streams/stage.ts";
import { DecodedEvent, type ServerSentEvent, sseDecoder } from "../../../src/wire/sse/sse-decoder.ts";
import { encodeEvent, JsonEvent, sseEncoder } from "../../../src/wire/sse/sse-encoder.ts";
import { cutAt } from "../../support/recorded.ts";

/** A sink that records its chunks. */
const sink = <T>(): { readonly got: T[]; readonly output: StageOutput<T> } => {
  const got: T[] = [];
  return { got, output: { enqueue: (chunk) => void got.push(chunk), terminate() {} } };
};

const decoded = (chunks: readonly (string | Uint8Array)[], maxEventSize?: number): ServerSentEvent[] => {
  const { got, output } = sink<ServerSentEvent>();
  const stage = sseDecoder(maxEventSize === undefined ? {} : { maxEventSize });
  for (const chunk of chunks) stage.feed(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk, output);
  stage.end?.(output);
  return got;
};

describe("sseDecoder", () => {
  it("decodes events with names and ids, with chunks that end inside of characters", () => {
    const bytes = new TextEncoder().encode("event: e\nid: 7\ndata: é\ndata: b\n\ndata: c\r\n\r\n");
    const cut = bytes.indexOf(0xc3) + 1;
    const events = decoded([bytes.slice(0, cut), bytes.slice(cut)]);
    expect(events).toMatchObject([{ data: "é\nb", event: "e", id: "7" }, { data: "c" }]);
  });

  it("ignores an id with a null character, and treats a field without a colon as empty", () => {
    expect(decoded(["event: e\nevent\nid: 7\nid: a\0b\ndata\n\ndata\ndata\n\n"])).toEqual([
      { data: "", id: "7" },
      { data: "\n" },
    ]);
  });

  it("skips comments, unknown fields, and an incomplete event at the end", () => {
    expect(decoded([": hello\n\nodd\nretry: x\ndata: a\n\ndata: never"])).toMatchObject([{ data: "a" }]);
  });

  it("accepts an event of the maximum length, and no longer one, in one chunk or many", () => {
    const event = (length: number): string => `data: ${"x".repeat(length)}\n\n`;
    expect(decoded([event(100)], 100)).toHaveLength(1);
    expect(() => decoded([event(101)], 100)).toThrow("Cannot decode event stream: event is too long");
    expect(() => decoded(Array.from(event(200)), 100)).toThrow("event is too long");
    expect(() => decoded([`data: ${"x".repeat(1_048_577)}\n\n`])).toThrow("event is too long");
    expect(decoded([event(1_048_576)])).toHaveLength(1);
  });

  it("applies the same limits and ends to events that match a template", () => {
    const event = (said: string): string => `data: {"a":"${said}"}\n\n`;
    const read = (text: string, maxEventSize = 20): readonly (string | undefined)[] => {
      const said: (string | undefined)[] = [];
      const output: StageOutput<ServerSentEvent> = {
        enqueue(told) {
          if (!(told instanceof DecodedEvent)) return;
          said.push(told.text);
          if (told.text === undefined)
            told.learn(() => ({ before: told.data.slice(0, told.data.indexOf(":") + 1), behind: "}" }));
        },
        terminate() {},
      };
      const stage = sseDecoder({ maxEventSize });
      stage.feed(new TextEncoder().encode(text), output);
      stage.end?.(output);
      return said;
    };
    expect(read(event("1") + event("2") + event(String.raw`\n\"`) + event("4"))).toEqual([undefined, "2", '\n"', "4"]);
    expect(read(event("1") + event("x".repeat(12)))).toEqual([undefined, "x".repeat(12)]);
    expect(() => read(event("1") + event("x".repeat(13)))).toThrow("event is too long");
    const lines = 'data: {\ndata: "a":"1"}\n\n';
    expect(read(lines + lines.replace("\ndata: ", "\n"))).toEqual([undefined, undefined]);
    expect(read(event("1") + event("2").slice(0, -1))).toEqual([undefined]);
    expect(read(event("1") + event("2").slice(0, -2))).toEqual([undefined]);
  });

  it("accepts a last event without a blank line if configured, and if no event has one", () => {
    for (const end of ["", "\n", "\r\n"]) {
      const two = [{ data: '{"a":1}' }, { data: '{"b":2}' }];
      expect(decoded([`data: {"a":1}\ndata: {"b":2}${end}`])).toMatchObject(two);
      expect(decoded([`data: {"a":1}\ndata: {"b":2}\n\ndata: {"c":3${end}`])).toMatchObject(two);
      expect(decoded([`data: {"a":1}\n\ndata: {"b":2}${end}`])).toMatchObject(two.slice(0, 1));
      expect(decoded([`data: {"a":1}\n\ndata: [DONE]${end}`])).toMatchObject([{ data: '{"a":1}' }, { data: "[DONE]" }]);
      expect(decoded([`data: {"a":1}\n\ndata: {"b":2${end}`])).toMatchObject([{ data: '{"a":1}' }]);
    }
  });

  it.each([
    ["data: {}\ndata: []\ndata: [DONE]\n\n", [{ data: "{}" }, { data: "[]" }, { data: "[DONE]" }]],
    [
      "event: a\ndata: {}\nevent: b\ndata: {}\n\n",
      [
        { data: "{}", event: "a" },
        { data: "{}", event: "b" },
      ],
    ],
    ["data: {}\nevent: a\n\ndata: {}\n\n", [{ data: "{}", event: "a" }, { data: "{}" }]],
    ['data: {"a":[{}\ndata: ,{}]}\n\n', [{ data: '{"a":[{}\n,{}]}' }]],
    ['data: {\ndata: "a": {}\ndata: }\n\n', [{ data: '{\n"a": {}\n}' }]],
    ["data: a}\ndata: {b\n\n", [{ data: "a}\n{b" }]],
    ["data: {} \ndata: []\t\ndata: {}\n\n", [{ data: "{} " }, { data: "[]\t" }, { data: "{}" }]],
    ["\uFEFFdata: {}\n\n\uFEFFdata: {}\n\n  data: {}\n\n", [{ data: "{}" }, { data: "{}" }, { data: "{}" }]],
  ])("separates JSON events in %j, for any chunking", (text, events) => {
    for (const lines of [text, text.replaceAll("\n", "\r\n"), text.replaceAll("\n", "\r")]) {
      expect(decoded([lines])).toMatchObject(events);
      expect(decoded(Array.from(new TextEncoder().encode(lines), (byte) => Uint8Array.of(byte)))).toMatchObject(events);
    }
  });

  it.each([
    ['data: {"a":1}\rdata: {"b":2}\r\n\r\n', ['{"a":1}', '{"b":2}']],
    ["data: a\r\n\r  data: b\r\n\r\ndata: c\r\n\r\n", ["a", "b", "c"]],
  ])("separates events if some lines of %j end in a carriage return, for any chunking", (text, data) => {
    for (const size of [1, 7, text.length]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      );
      expect(decoded(pieces).map((event) => event.data)).toEqual(data);
    }
  });

  it("decodes the same events with one newline between them as with two, for any chunking and line ends", () => {
    const value = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    const event = fc.record({ data: value, event: fc.option(fc.constantFrom("a", "error"), { nil: undefined }) });
    const cuts = fc.array(fc.nat(), { maxLength: 8 });
    const breaks = fc.constantFrom("\n", "\r\n", "\r");
    fc.assert(
      fc.property(fc.array(event, { minLength: 1 }), cuts, breaks, (list, places, lineEnd) => {
        const events = list.map((one) => ({ ...one, data: JSON.stringify(one.data) }));
        const text = events
          .map((one) => encodeEvent(one).slice(0, -1))
          .join("")
          .concat("\n");
        const bytes = new TextEncoder().encode(text.replaceAll("\n", lineEnd));
        expect(decoded(cutAt(bytes, places)).map(({ data, event }) => ({ data, event }))).toEqual(
          events.map(({ data, event }) => ({ data, event })),
        );
      }),
    );
  });

  it("decodes the same fields as another parser, for any chunking and line ends", () => {
    const name = fc.constantFrom("data", "event", "id", "retry", "odd", "", "datas", "Data", "errors");
    const value = fc.constantFrom("", "a", " b", "  c ", "d:e", "\0", "[DONE", "7");
    const field = fc.tuple(name, fc.constantFrom("", ":", ": "), value).map(([key, colon, said]) => key + colon + said);
    const line = fc.oneof({ weight: 3, arbitrary: field }, fc.constant(""));
    const ended = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")).map(([text, end]) => text + end) },
      // A separate event: two such lines are intentionally two events.
      fc.constantFrom("\n\ndata: [DONE]\n\n", "\n\ndata:[DONE]\r\rdata: a\r\r"),
    );
    fc.assert(
      fc.property(fc.array(ended), fc.array(fc.nat(), { maxLength: 8 }), (lines, places) => {
        const text = `${lines.join("")}x\n\n`;
        const expected: ServerSentEvent[] = [];
        createParser({ onEvent: (event) => void expected.push(event) }).feed(text);
        expect(decoded(cutAt(new TextEncoder().encode(text), places))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("rejects an event of many lines that is too long in total", () => {
    expect(decoded(Array.from({ length: 50 }, () => "data: x\n").concat("\n"), 99)).toHaveLength(1);
    expect(() =>
      decoded(
        Array.from({ length: 50 }, () => "data: x\n"),
        98,
      ),
    ).toThrow("event is too long");
  });

  it("has its name in a chain", () => {
    expect([sseDecoder().name, sseEncoder().name]).toEqual(["sse-decoder", "sse-encoder"]);
  });
});

describe("encodeEvent", () => {
  it.each<[ServerSentEvent, string]>([
    [{ data: "a" }, "data: a\n\n"],
    [{ data: "a", event: "e", id: "7" }, "event: e\nid: 7\ndata: a\n\n"],
    [{ data: "a", id: "" }, "id: \ndata: a\n\n"],
    [{ data: "a\nb" }, "data: a\ndata: b\n\n"],
    [{ data: "a\rb" }, "data: a\ndata: b\n\n"],
    [{ data: "a\r\nb\n\nc" }, "data: a\ndata: b\ndata: \ndata: c\n\n"],
    [{ data: "" }, "data: \n\n"],
  ])("writes %o", (event, text) => {
    expect(encodeEvent(event)).toBe(text);
  });

  it.each(["\n", "\r", "\r\n"])("rejects a line break (%j) that would start another field", (end) => {
    expect(() => encodeEvent({ data: "a", event: `e${end}data: forged` })).toThrow(
      new TypeError("Cannot encode event: event contains a line break"),
    );
    expect(() => encodeEvent({ data: "a", id: `7${end}` })).toThrow("id contains a line break");
  });
});

describe("sseEncoder", () => {
  it("writes a JSON event unchanged, and a modified copy like any other event", () => {
    const { got, output } = sink<Uint8Array>();
    const stage = sseEncoder();
    const json: ServerSentEvent = new JsonEvent("{}");
    stage.feed(json, output);
    stage.feed({ ...json, data: `${json.data}\ndata: forged\n\n` }, output);
    stage.end?.(output);
    expect(new TextDecoder().decode(got[0])).toBe("data: {}\n\ndata: {}\ndata: data: forged\ndata: \ndata: \n\n");
  });

  it("writes all events of a source chunk as one chunk of bytes, and none for an empty one", () => {
    const { got, output } = sink<Uint8Array>();
    const stage = sseEncoder();
    stage.endBatch?.(output);
    stage.feed({ data: "a" }, output);
    stage.feed({ data: "é" }, output);
    expect(got).toEqual([]);
    stage.endBatch?.(output);
    stage.endBatch?.(output);
    stage.feed({ data: "last" }, output);
    stage.end?.(output);
    expect(got.map((bytes) => new TextDecoder().decode(bytes))).toEqual(["data: a\n\ndata: é\n\n", "data: last\n\n"]);
  });

  it("writes every text exactly, short or long, and each chunk in its own bytes", () => {
    const lengths = fc.nat({ max: 700 });
    const unit = fc.constantFrom("a", "é", "€", "😀", "\ud800");
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, lengths)), (texts) => {
        const chunks: Uint8Array[] = [];
        const output = { enqueue: (chunk: Uint8Array) => void chunks.push(chunk), terminate: () => {} };
        const stage = sseEncoder();
        const events = texts.map(([sign, length]) => ({ data: sign.repeat(length) }));
        for (const event of events) {
          stage.feed(event, output);
          stage.endBatch?.(output);
        }
        const encoder = new TextEncoder();
        expect(chunks).toEqual(events.map((event) => encoder.encode(encodeEvent(event))));
        expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
      }),
    );
  });
});
