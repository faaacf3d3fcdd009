import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBoundedText } from "../../src/http/bounded-text.ts";
import { sniffBody } from "../../src/http/sniff-body.ts";
import { pullFrom } from "../../src/streams/pull.ts";
import { bodyOf } from "../support/model-runtime.ts";

const sniff = (chunks: readonly Uint8Array[]) => sniffBody(pullFrom(bodyOf(chunks)));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("sniffBody", () => {
  it.each([
    ["data: {}\n\n", "events"],
    ["event: x\ndata: {}\n\n", "events"],
    ["id: 1\n", "events"],
    ["retry: 1\n", "events"],
    [": comment\n\n", "events"],
    ["\n\n \r\ndata: x", "events"],
    ["\uFEFFdata: x", "events"],
    ['{"choices": []}', "other"],
    ["  [1]", "other"],
    ["<html>", "other"],
    ["", "other"],
    ["\n\n", "other"],
  ])("calls %j %s", async (text, kind) => {
    expect((await sniff([bytes(text)])).kind).toBe(kind);
  });

  it("gives the whole body back, and the same answer, however it is cut", async () => {
    const text = fc.constantFrom("\uFEFF  data: ü\n\n", '\n{"a": "ü"}', "   ", "event: ü");
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(20), { maxLength: 5 }), async (text, cuts) => {
        const whole = bytes(text);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
        const chunks = edges.slice(1).map((end, i) => whole.slice(edges[i], end));
        const { kind, body } = await sniff(chunks);
        expect(kind).toBe((await sniff([whole])).kind);
        expect((await readBoundedText(body, 1_000)).text).toBe(new TextDecoder().decode(whole));
      }),
    );
  });

  it("does not look for the first character for ever", async () => {
    let reads = 0;
    const pull = () => {
      reads += 1;
      return Promise.resolve([new Uint8Array(16_384).fill(0x20)]);
    };
    expect((await sniffBody({ pull, cancel: () => Promise.resolve() })).kind).toBe("other");
    expect(reads).toBe(4);
  });
});
