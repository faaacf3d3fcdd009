import { describe, expect, it } from "vitest";
import { collect } from "../../../src/streams/consumers.ts";
import { textGate } from "../../../src/streams/gates/text-gate-stage.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";

const gateOf = (pattern: string): ReturnType<typeof textGate> =>
  textGate({ rail: pattern, create: () => new PatternGate(compilePatterns([pattern])) });

describe("consecutive gates", () => {
  it("release nothing after the verdict of the first, including text that a later one held", async () => {
    const parts: StreamPart[] = ["hello xyz", "qq more"].map((text) => ({ type: "text-delta", choice: 0, text }));
    const seen = await collect(pipeline<StreamPart>(fromIterable(parts), [gateOf("qq"), gateOf("xyz123")]));
    expect(seen.map(({ type }) => type)).toEqual(["text-delta", "verdict", "finish"]);
    expect(seen[0]).toMatchObject({ text: "hello " });
  });
});
