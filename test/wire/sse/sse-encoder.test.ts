import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collect, encodeEvent, fromIterable, type ServerSentEvent, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { anyText } from "../openai/chunk-shapes.ts";

describe("encodeEvent", () => {
  it("makes one event of any data, and preserves every kind of line break as a line break", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (data) => {
        const bytes = new TextEncoder().encode(encodeEvent({ data, event: "note", id: "7" }));
        const events = await collect(pipeline<ServerSentEvent>(fromIterable([bytes]), [sseDecoder()]));
        expect(events).toEqual([{ data: data.toWellFormed().replace(/\r\n?/g, "\n"), event: "note", id: "7" }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(["event", "id"])("rejects a line break in its %s", (field) => {
    expect(() => encodeEvent({ data: "", [field]: "a\nb" })).toThrow(TypeError);
  });
});

describe("sseDecoder", () => {
  const events = (chunks: readonly string[], maxEventSize: number) =>
    collect(
      pipeline<ServerSentEvent>(fromIterable(chunks.map((chunk) => new TextEncoder().encode(chunk))), [
        sseDecoder({ maxEventSize }),
      ]),
    );

  it.each([
    ["in one chunk", (event: string) => [event]],
    ["unit by unit", (event: string) => event.split("")],
    ["without an end", (event: string) => [event.trimEnd()]],
  ])("fails on an event that is too long, %s", async (_, cut) => {
    await expect(events(cut(`data: ${"x".repeat(50)}\n\n`), 20)).rejects.toMatchObject({ code: "limit_exceeded" });
    await expect(events(cut(`data: ${"x".repeat(20)}\n\n`), 20)).resolves.toBeDefined();
  });
});
