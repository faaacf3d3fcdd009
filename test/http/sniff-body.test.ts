import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBoundedText } from "../../src/http/bounded-text.ts";
import { sniffBody } from "../../src/http/sniff-body.ts";
import { modelUpstream } from "../../src/http/upstream-error.ts";
import { pullFrom } from "../../src/streams/pull.ts";
import { bodyOf } from "../support/model-runtime.ts";
import { cutAt } from "../support/recorded.ts";

const UPSTREAM = modelUpstream("openai");
const sniff = (chunks: readonly Uint8Array[]) => sniffBody(UPSTREAM, pullFrom(bodyOf(chunks)));
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
  ])("detects %j as %s", async (text, kind) => {
    expect((await sniff([bytes(text)])).kind).toBe(kind);
  });

  it("returns the whole body and the same result, for any chunking", async () => {
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

  it("decompresses gzip without a header, for any chunking", async () => {
    const text = fc.constantFrom("data: ü\n\n", '{"a": "ü"}', "", "x".repeat(200_000));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 5 }), async (text, cuts) => {
        const { kind, body } = await sniff(cutAt(gzipSync(text), cuts));
        expect(kind).toBe((await sniff([bytes(text)])).kind);
        expect((await readBoundedText(body, 1_000_000)).text).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("reports a gzip error, and an earlier error", async () => {
    const whole = gzipSync(randomBytes(100_000).toString("hex"));
    const read = async (chunks: readonly Uint8Array[]) =>
      readBoundedText((await sniff(chunks)).body, 1_000_000).catch((error: unknown) => error);
    await expect(sniff([Uint8Array.of(0x1f, 0x20, 0x20)])).rejects.toMatchObject({ code: "malformed" });
    expect(await read([whole.subarray(0, 50_000)])).toMatchObject({ code: "truncated" });
    const lost = new Error("lost");
    let pulls = 0;
    const pull = () => (pulls++ === 0 ? Promise.resolve([whole.subarray(0, 9)]) : Promise.reject(lost));
    await expect(sniffBody(UPSTREAM, { pull, cancel: () => Promise.resolve() })).rejects.toBe(lost);
  });

  it("cancels a compressed body", async () => {
    const whole = gzipSync(randomBytes(100_000));
    let left = 0;
    const pull = () => Promise.resolve([whole.subarray(0, 20_000)]);
    const { body } = await sniffBody(UPSTREAM, { pull, cancel: () => Promise.resolve(void (left += 1)) });
    await body.cancel();
    expect(left).toBe(1);
  });

  it("stops searching for the first character at a limit", async () => {
    let reads = 0;
    const pull = () => {
      reads += 1;
      return Promise.resolve([new Uint8Array(16_384).fill(0x20)]);
    };
    expect((await sniffBody(UPSTREAM, { pull, cancel: () => Promise.resolve() })).kind).toBe("other");
    expect(reads).toBe(4);
  });
});
