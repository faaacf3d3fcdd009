import { describe, expect, it } from "vitest";
import type { OutputStreamingConfig } from "../../src/config/config-types.ts";
import { type OutputStageOptions, outputStages } from "../../src/rails/output-stages.ts";
import type { CheckRail, RailDecision } from "../../src/rails/rail.ts";
import { collect } from "../../src/streams/consumers.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { finish, text, textOf } from "../streams/parts.ts";
import { ManualClock, settle } from "../support/engine.ts";
import { runOptions } from "../support/rail-runs.ts";

const STREAMING: OutputStreamingConfig = {
  enabled: true,
  chunkSize: 3,
  contextSize: 1,
  streamFirst: false,
  onBlock: "content_filter",
  unit: "token",
  maxInFlight: 4,
  maxExposed: 2,
};

const optionsOf = (streaming: Partial<OutputStreamingConfig> = {}, parallel = false): OutputStageOptions => {
  const clock = new ManualClock();
  return {
    streaming: { ...STREAMING, ...streaming },
    run: runOptions(clock, { parallel }),
  };
};

const windowRail = (name: string, check: CheckRail["check"], transforms = false): CheckRail => ({
  name,
  reads: "window",
  check,
  transforms,
});

const guarded = (parts: readonly StreamPart[], rails: readonly CheckRail[], options: OutputStageOptions) =>
  pipeline<StreamPart>(fromIterable(parts), outputStages(rails, options));

const verdictsOf = (parts: readonly StreamPart[]): unknown[] =>
  parts.flatMap((part) => (part.type === "verdict" ? [part.verdict] : []));

const PARTS = [text("one two three four bad six seven"), finish()];

describe("the verdict on a window", () => {
  it.each([true, false])("has the range of the window's new text (streamFirst %s)", async (streamFirst) => {
    const judge = windowRail("judge", ({ fresh }) => ({ outcome: fresh.includes("bad") ? "block" : "allow" }));
    const parts = await collect(guarded(PARTS, [judge], optionsOf({ streamFirst })));
    expect(verdictsOf(parts)).toMatchObject([{ status: "blocked", rail: "judge", start: 13, end: 26 }]);
  });

  it("has the range of a rewritten one, too", async () => {
    const mask = windowRail(
      "mask",
      ({ fresh }) =>
        fresh.includes("bad") ? { outcome: "transform", text: fresh.replace("bad", "***") } : { outcome: "allow" },
      true,
    );
    const parts = await collect(guarded(PARTS, [mask], optionsOf()));
    expect(textOf(parts)).toBe("one two three four *** six seven");
    expect(verdictsOf(parts)).toMatchObject([{ status: "modified", rail: "mask", start: 13, end: 26 }]);
  });
});

describe("escaped arguments of a tool call", () => {
  const written = String.raw`{"a":"\u0073ecret \u0022 one"}`;
  const call: readonly StreamPart[] = [
    { type: "tool-call-delta", choice: 0, index: 0, id: "call_1", name: "f", text: written },
    { type: "finish", choice: 0, reason: "tool_calls" },
  ];
  const argumentsOf = (parts: readonly StreamPart[]): string =>
    parts.map((part) => (part.type === "tool-call-delta" ? part.text : "")).join("");

  it.each(["window", "whole"] as const)(
    "are unescaped for a rail that reads %s, and delivered unchanged",
    async (reads) => {
      let seen = "";
      const looks: CheckRail = {
        ...windowRail("looks", ({ text: shown }) => {
          seen = shown;
          return { outcome: "allow" };
        }),
        reads,
      };
      const parts = await collect(guarded(call, [looks], optionsOf({ chunkSize: 100 })));
      expect(seen).toBe(String.raw`{"a":"secret \u0022 one"}`);
      expect(argumentsOf(parts)).toBe(written);
    },
  );

  it("remain JSON after a rail has rewritten the unescaped text", async () => {
    const mask = windowRail(
      "mask",
      ({ fresh }) => ({ outcome: "transform", text: fresh.replace("secret", "***") }),
      true,
    );
    const parts = await collect(guarded(call, [mask], optionsOf({ chunkSize: 100 })));
    expect(JSON.parse(argumentsOf(parts))).toEqual({ a: '*** " one' });
  });
});

describe("parallel window rails", () => {
  it.each([
    [true, 4, 3],
    [true, 2, 3],
    [true, 7, 6],
    [false, 4, 4],
  ])("count as checks (parallel %s, max_in_flight %d: %d at once)", async (parallel, maxInFlight, expected) => {
    let running = 0;
    const waits = (): Promise<RailDecision> => (running++, new Promise(() => {}));
    const rails = ["a", "b", "c"].map((name) => windowRail(name, waits));
    const options = optionsOf({ chunkSize: 1, maxInFlight }, parallel);
    const stream = guarded([text("日本語文字列です"), finish()], rails, options);
    void stream.getReader().read();
    await settle();
    expect(running).toBe(expected);
  });
});

describe("the texts of a rail", () => {
  const WORDS = "one two three four bad six seven";
  const reading = (reads: CheckRail["reads"], seen: string[], mode?: "monitor"): CheckRail => ({
    name: reads,
    reads,
    ...(mode === undefined ? {} : { mode }),
    check({ fresh }) {
      seen.push(fresh);
      return { outcome: "allow", variables: { [reads]: seen.length } };
    },
  });
  const monitored: Pick<OutputStageOptions["run"], "onMonitored"> = { onMonitored: (_, start) => void start() };

  it.each([undefined, "monitor"] as const)("are windows, or the whole answer once (mode %s)", async (mode) => {
    const [windows, whole]: [string[], string[]] = [[], []];
    const rails = [reading("whole", whole, mode), reading("window", windows, mode)];
    const { streaming, run } = optionsOf();
    await collect(guarded(PARTS, rails, { streaming, run: { ...run, ...monitored } }));
    expect([windows.length > 1, windows.join("")]).toEqual([true, WORDS]);
    expect(whole).toEqual([WORDS]);
  });

  it("are the whole answer if nothing is streamed", async () => {
    const seen: string[] = [];
    await collect(guarded(PARTS, [reading("window", seen)], { ...optionsOf(), streaming: undefined }));
    expect(seen).toEqual([WORDS]);
  });

  it("do not include channels that it does not guard", async () => {
    const seen: string[] = [];
    const parts = [{ type: "reasoning-delta", choice: 0, text: "thought" } as const, ...PARTS];
    const rails = [reading("whole", seen)];
    await collect(guarded(parts, rails, { ...optionsOf(), channels: ["text"] }));
    expect(seen).toEqual([WORDS]);
    await collect(guarded(parts, rails, optionsOf()));
    expect(seen.slice(1).toSorted()).toEqual([WORDS, "thought"]);
  });

  it("may set variables, which are reported after each check", async () => {
    const told: unknown[] = [];
    const { streaming, run } = optionsOf();
    await collect(
      guarded(PARTS, [reading("whole", [])], {
        streaming,
        run: { ...run, onSet: (variables) => told.push(variables) },
      }),
    );
    expect(told).toEqual([{ whole: 1 }]);
  });
});

describe("monitored window rails", () => {
  it("delay nothing, however long they take", async () => {
    const slow: CheckRail = { ...windowRail("slow", () => new Promise<RailDecision>(() => {})), mode: "monitor" };
    const parts = await collect(guarded(PARTS, [slow], optionsOf({ chunkSize: 1, maxInFlight: 1 })));
    expect(textOf(parts)).toBe("one two three four bad six seven");
  });
});
