import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltaFrame } from "../../../src/wire/openai/delta-frame.ts";
import { EventTemplate } from "../../../src/wire/sse/event-template.ts";
import { anyText, SHAPES } from "./chunk-shapes.ts";

/** The text of an event, if it fits. */
const read = (template: EventTemplate, data: string): string | undefined => {
  const texts: string[] = [];
  const lines = `data: ${data}\n\n`;
  const end = template.read(lines, 0, (_, said) => void texts.push(said));
  expect(end).toBe(texts.length === 0 ? 0 : lines.length);
  return texts[0];
};

const learned = (shape: (content: string) => string): EventTemplate => {
  const template = new EventTemplate();
  read(template, shape('"Hello"'));
  template.learn(() => deltaFrame(shape('"Hello"'), "Hello"));
  return template;
};

describe("deltaFrame", () => {
  it.each(Object.entries(SHAPES))("decodes the chunks of %s after the first", (_, shape) => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(read(learned(shape), shape(JSON.stringify(value)))).toBe(value);
      }),
    );
  });

  it.each([
    ["another choice", '{"choices":[{"index":1,"delta":{"content":"a"}}]}'],
    ["two literals", SHAPES["openai"]?.('"a","content":"b"')],
    ["a second key", SHAPES["openai"]?.('"a","refusal":"b"')],
    ["an unfinished escape", SHAPES["openai"]?.('"a\\"')],
    ["a number", SHAPES["openai"]?.("12")],
    ["a raw line break", SHAPES["openai"]?.('"a\nb"')],
    ["nothing", SHAPES["openai"]?.("")],
    ["one quote", SHAPES["openai"]?.('"')],
  ])("leaves events that do not match to the parser: %s", (_, data) => {
    expect(read(learned(SHAPES["openai"] ?? String), data ?? "")).toBeUndefined();
  });

  it("never differs from parsing, also for chunks that start or end like the template", () => {
    const middle = fc.oneof(
      fc.json(),
      anyText.map((value) => JSON.stringify(value)),
      fc.tuple(anyText, anyText).map(([a, b]) => `${JSON.stringify(a)},"content":${JSON.stringify(b)}`),
      anyText.map((value) => `"${value}"`),
      anyText,
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SHAPES)), middle, (shape, value) => {
        const found = read(learned(shape), shape(value));
        if (found === undefined) return;
        const chunk = JSON.parse(shape(value)) as { choices: { delta: object }[] };
        const plain = JSON.parse(shape('""')) as typeof chunk;
        expect(chunk.choices[0]?.delta).toHaveProperty("content", found);
        Object.assign(chunk.choices[0]?.delta ?? {}, { content: "" });
        expect(chunk).toEqual(plain);
      }),
      { numRuns: 5_000 },
    );
  });

  it("does not learn a template if the text occurs in a second relevant place", () => {
    const data = '{"note":{"content":"a"},"choices":[{"index":0,"delta":{"content":"a"}}]}';
    expect(deltaFrame(data, "a")).toBeUndefined();
  });

  it("stops for a stream that never matches, and follows one whose frame changes occasionally", () => {
    const framed = (id: number) => `{"id":${id},"choices":[{"delta":{"content":"a"}}]}`;
    const learn = (template: EventTemplate, id: number) => {
      read(template, framed(id));
      template.learn(() => deltaFrame(framed(id), "a"));
    };
    const restless = new EventTemplate();
    for (let id = 0; id < 20; id++) learn(restless, id);
    expect(read(restless, framed(19))).toBeUndefined();
    const calm = new EventTemplate();
    for (let id = 0; id < 20; id++) {
      learn(calm, id);
      for (let hit = 0; hit < 10; hit++) expect(read(calm, framed(id))).toBe("a");
    }
  });
});
