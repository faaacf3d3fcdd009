import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldText } from "../../src/text/held-text.ts";
import { NOTHING, passing } from "../../src/text/text-gate.ts";

const holding = (text: string): HeldText => {
  const held = new HeldText();
  held.add(text);
  return held;
};
const REASON = { reason: "r" };

describe("HeldText", () => {
  it("releases text that passes once, and keeps the rest", () => {
    const held = holding("abcdef");
    held.pass(2);
    held.pass(4);
    expect([held.start, held.end, held.step()]).toEqual([4, 6, { text: "abcd", findings: [] }]);
    expect(held.step()).toBe(NOTHING);
    held.add("g");
    held.pass(99);
    expect([held.step().text, held.start, held.end]).toEqual(["efg", 7, 7]);
  });

  it("ignores a pass to an offset that has passed", () => {
    const held = holding("abc");
    held.pass(2);
    held.pass(1);
    held.pass(2);
    expect([held.step().text, held.start]).toEqual(["ab", 2]);
  });

  it("replaces a masked range, reports both of its ranges, and releases the text before it", () => {
    const held = holding("my name is Ann, or Bob");
    held.mask(11, 14, "<N>", { reason: "a name", label: "NAME", code: "content_modified" });
    held.mask(19, 22, "<NAME>", REASON);
    expect(held.step()).toEqual({
      text: "my name is <N>, or <NAME>",
      findings: [
        {
          action: "mask",
          start: 11,
          end: 14,
          at: 11,
          replacement: "<N>",
          reason: "a name",
          label: "NAME",
          code: "content_modified",
        },
        { action: "mask", start: 19, end: 22, at: 19, replacement: "<NAME>", reason: "r" },
      ],
    });
    expect([held.start, held.end, held.step()]).toEqual([22, 22, NOTHING]);
  });

  it("keeps its offsets across steps", () => {
    const held = holding("aXb");
    held.mask(1, 2, "---", REASON);
    held.step();
    held.add("Yc");
    held.mask(3, 4, "", REASON);
    held.pass(5);
    expect(held.step()).toMatchObject({ text: "bc", findings: [{ start: 3, end: 4, at: 5 }] });
  });

  it("returns the held text between two offsets, and nothing that was released", () => {
    const held = holding("abcdef");
    held.pass(2);
    expect([held.slice(0, 4), held.slice(3, 5), held.slice(4, 99), held.slice(0, 1)]).toEqual(["cd", "de", "ef", ""]);
  });

  it("holds and accepts nothing after a block, but releases the text that passed before", () => {
    const held = holding("ab no cd");
    held.pass(3);
    expect(held.blocked).toBe(false);
    held.block(3, 5, { reason: "no", label: "NO" });
    held.add("more");
    expect([held.blocked, held.end]).toEqual([true, 3]);
    held.pass(99);
    expect(held.step()).toEqual({
      text: "ab ",
      findings: [{ action: "block", start: 3, end: 5, at: 3, replacement: "", reason: "no", label: "NO" }],
    });
    expect(held.step()).toBe(NOTHING);
  });
});

describe("a step", () => {
  it("is a shared object if it releases nothing", () => {
    expect(passing("")).toBe(NOTHING);
    expect([passing("a").text, passing("a").findings]).toEqual(["a", []]);
    expect([NOTHING.text, NOTHING.findings]).toEqual(["", []]);
  });

  it("flows text as if it were added and passed to the same offset", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 6 }), fc.nat(6))), (pieces) => {
        const [flowing, passing] = [new HeldText(), new HeldText()];
        for (const [text, kept] of pieces) {
          const until = Math.max(flowing.start, flowing.end + text.length - kept);
          passing.add(text);
          passing.pass(until);
          expect(flowing.flow(text, until)).toBe(passing.step().text);
          expect([flowing.start, flowing.text]).toEqual([passing.start, passing.text]);
        }
      }),
    );
  });
});
