import { describe, expect, it } from "vitest";
import { defineRail, type Rail } from "../../../src/rails/rail.ts";
import { chunksIn, evidenceOf, runRetrievalRails } from "../../../src/rails/request/retrieval.ts";
import { ManualClock } from "../../support/engine.ts";
import { replacingGate } from "../../support/gates.ts";
import { runOptions } from "../../support/rail-runs.ts";

const mask = defineRail({ name: "mask", reads: "incremental", createGate: () => replacingGate("napalm", "<R>") });
const judge = (read: string[]): Rail =>
  defineRail({
    name: "judge",
    reads: "whole",
    check({ text }) {
      read.push(text);
      return { outcome: text.includes("no") ? "block" : "allow", variables: { seen: read.length } };
    },
  });

const run = (relevant_chunks: unknown, rails: readonly Rail[]) =>
  runRetrievalRails(
    { relevant_chunks, other: 1 },
    rails,
    runOptions(new ManualClock(), { railType: "retrieval" }),
    new AbortController().signal,
  );

describe("the chunks of a request", () => {
  it.each<[unknown, readonly string[]]>([
    ["one", ["one"]],
    ["", []],
    [
      ["one", 5, "two", null],
      ["one", "two"],
    ],
    [{ 0: "one" }, []],
    [undefined, []],
  ])("of %j are %j", (relevant_chunks, chunks) => {
    expect(chunksIn({ relevant_chunks })).toEqual(chunks);
    expect(evidenceOf({ relevant_chunks })).toBe(chunks.join("\n"));
  });
});

describe("retrieval rails", () => {
  it.each([
    ["about napalm", "about <R>"],
    [
      ["napalm", 5, "fine", "napalm"],
      ["<R>", "fine", "<R>"],
    ],
  ])("rewrite %j to %j, as a text or a list", async (chunks, rewritten) => {
    const { variables, verdicts, blocked } = await run(chunks, [mask]);
    expect(variables).toEqual({ relevant_chunks: rewritten, other: 1 });
    expect(verdicts).not.toEqual([]);
    expect(blocked).toBeUndefined();
  });

  it("check each chunk separately, set variables, and stop at a block", async () => {
    const read: string[] = [];
    const { variables, blocked } = await run(["a", "b"], [judge(read)]);
    expect([read, blocked, variables["seen"]]).toEqual([["a", "b"], undefined, 2]);
    const refused = await run(["no", "b"], [judge(read)]);
    expect([read.slice(2), refused.blocked?.rail]).toEqual([["no"], "judge"]);
  });

  it("ignore invalid chunks, and do nothing without rails", async () => {
    const read: string[] = [];
    for (const chunks of ["", [], [5], undefined])
      expect((await run(chunks, [judge(read)])).variables).toEqual({ relevant_chunks: chunks, other: 1 });
    expect(read).toEqual([]);
    expect((await run(["a", 5], [])).variables).toEqual({ relevant_chunks: ["a", 5], other: 1 });
  });
});
