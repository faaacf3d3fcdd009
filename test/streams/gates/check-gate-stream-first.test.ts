import { describe, expect, it } from "vitest";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, text, usage } from "../parts.ts";
import { verdict, modified, settle, idle, start, allow, block, kinds } from "./check-gate-run.ts";

describe("checkGate with stream_first on", () => {
  const ahead = { streamFirst: true } as const;

  it("delivers text before its check, and finish and usage after the last check", async () => {
    const { asked, got } = start([text("a"), text("b"), finish(), usage], ahead);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[1]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b finish usage");
  });

  it("blocks without waiting for earlier windows", async () => {
    const { asked, seen, got } = start([text("a"), text("b"), "wait"], ahead);
    await settle();
    asked[1]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(kinds(got.parts)).toBe("a b verdict finish");
    expect(got.done).toBe(true);
  });

  it("stops reading while the maximum number of checks is running", async () => {
    const { seen, got } = start(
      Array.from("abcdef").map((unit) => text(unit)),
      { ...ahead, maxInFlight: 2 },
    );
    await settle();
    expect([seen.reads, kinds(got.parts)]).toEqual([2, "a b"]);
  });

  it("cannot rewrite delivered text, and reports that", async () => {
    const { asked, got, seen } = start([text("a"), "wait"], ahead);
    await settle();
    asked[0]?.decide({ outcome: "transform", text: "b", verdict: modified });
    await settle();
    expect(got.error).toHaveProperty("message", expect.stringContaining("stream_first"));
    expect(seen.cancelled).toBe(true);
  });

  it("drops text that was not pulled before a block, even if it could have been delivered", async () => {
    const { asked, reader, seen } = idle([text("a"), text("b"), text("c"), "wait"], { ...ahead, maxExposed: 1 });
    expect((await reader.read()).value).toEqual(text("a"));
    const second = reader.read();
    await settle();
    asked[0]?.decide(allow);
    expect((await second).value).toEqual(text("b"));
    asked[1]?.decide(allow);
    await settle();
    asked[2]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    const rest: (StreamPart | undefined)[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) rest.push(next.value);
    expect(rest).toEqual([{ type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
  });

  it("does not deliver a finish before the checks of another choice, or text after the finish", async () => {
    const { asked, got } = start([text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)], {
      ...ahead,
      maxExposed: 9,
    });
    await settle();
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[1]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b finish c");
  });
});
