import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GateTrack, type GateTrackOptions, type GateWindow } from "../../../src/streams/gates/gate-track.ts";
import type { Held } from "../../../src/streams/gates/release-queue.ts";
import { RollingWindow } from "../../../src/text/rolling-window.ts";
import type { DeltaPart } from "../../../src/types/stream-part.ts";
import { cut, sizes } from "../../text/cuts.ts";

const TRACK = { choice: 0, channel: "text", index: 0 } as const;
const CALL = { choice: 0, channel: "tool-call", index: 1 } as const;
const text = (value: string): DeltaPart => ({ type: "text-delta", choice: 0, text: value });
const call = (value: string, opening: { id?: string; name?: string } = {}): DeltaPart => ({
  type: "tool-call-delta",
  choice: 0,
  index: 1,
  ...opening,
  text: value,
});

type Step =
  | { readonly kind: "text" | "unsure"; readonly part: DeltaPart; readonly held: Held }
  | { readonly kind: "window"; readonly window: GateWindow; readonly part: DeltaPart | undefined }
  | { readonly kind: "pass"; readonly part: DeltaPart };

/** A track and its output. `afterWindows` of held text increases when its window becomes certain. */
const trackOf = (options: Partial<GateTrackOptions>, of: typeof TRACK | typeof CALL = TRACK) => {
  const steps: Step[] = [];
  const put = (kind: "text" | "unsure", part: DeltaPart): Held => {
    const held: Held = { parts: [part], afterWindows: kind === "unsure" ? 1 : 0, size: part.text.length };
    steps.push({ kind, part, held });
    return held;
  };
  const track = new GateTrack(
    of,
    { chunkSize: 2, contextSize: 0, holds: false, ...options },
    {
      text: (part) => put("text", part),
      unsureText: (part) => put("unsure", part),
      decided: (held, window) => void (held.afterWindows -= window === "open" ? 1 : 0),
      window: (window, part) => void steps.push({ kind: "window", window, part }),
      pass: (part) => void steps.push({ kind: "pass", part }),
    },
  );
  return { track, steps };
};

const told = (steps: readonly Step[]): string =>
  steps
    .map((step) => {
      if (step.kind === "window") return `[${step.window.fresh}]`;
      if (step.kind === "unsure") return step.held.afterWindows === 0 ? `?${step.part.text}!` : `?${step.part.text}`;
      return step.part.text;
    })
    .join("|");

describe("a GateTrack with stream_first on", () => {
  it("passes text immediately, split at the ends of windows", () => {
    const { track, steps } = trackOf({});
    track.feed(text("one two three four five"));
    expect(told(steps)).toBe("one two|[one two]| three four|[ three four]| five");
    track.feed(text("teen six seven"));
    expect(told(steps.slice(5))).toBe("teen six|[ fiveteen six]| seven");
    track.end();
    expect(told(steps.slice(8))).toBe("[ seven]");
    expect(steps.at(-1)).toMatchObject({ window: { final: true, start: 31, channel: "text" } });
    const windows = steps.flatMap((step) => (step.kind === "window" ? [step.window] : []));
    expect(windows.map(({ final }) => final)).toEqual([false, false, false, true]);
    expect(windows[0]).not.toHaveProperty("toolName");
  });

  it("passes a delta unchanged if no window ends in it", () => {
    const { track, steps } = trackOf({ chunkSize: 9 });
    const delta = call("{}", { id: "c", name: "f" });
    track.feed(delta);
    expect(steps[0]).toMatchObject({ kind: "text" });
    expect(steps[0]?.kind === "text" && steps[0].part).toBe(delta);
  });

  it("passes the opening of a call with its first piece, and includes the tool's name in its windows", () => {
    const { track, steps } = trackOf({ chunkSize: 1 }, CALL);
    track.feed(call("日本語", { id: "c", name: "f" }));
    track.end();
    expect(steps.map((step) => (step.kind === "window" ? step.window.toolName : step.part))).toEqual([
      call("日", { id: "c", name: "f" }),
      "f",
      call("本"),
      "f",
      call("語"),
      "f",
    ]);
  });

  it("passes an opening without text, and checks a call without arguments once", () => {
    const { track, steps } = trackOf({}, CALL);
    track.feed(call("", { name: "f" }));
    track.end();
    track.end();
    expect(steps).toMatchObject([
      { kind: "text", part: call("", { name: "f" }) },
      { kind: "window", window: { fresh: "", start: 0, toolName: "f", final: true } },
    ]);
  });

  it("reports where text may belong to the next window, and when it does not", () => {
    const { track, steps } = trackOf({ unit: "sentence", chunkSize: 6 });
    track.feed(text("One."));
    track.feed(text(" Two"));
    expect(told(steps)).toBe("One.|? Two");
    track.feed(text(" two."));
    track.feed(text(" Three"));
    expect(told(steps)).toBe("One.|? Two|? two.|? Three");
    track.feed(text(" three"));
    expect(told(steps)).toBe("One.|? Two!|? two.!|? Three|? three");
    track.feed(text(" three"));
    expect(told(steps)).toBe("One.|? Two!|? two.!|? Three|? three|[One. Two two.]| three");
  });

  it("keeps the limit of the text before it for text that closed with that window", () => {
    const { track, steps } = trackOf({ unit: "sentence", chunkSize: 3 });
    for (const piece of ["A.", " b", " c", " d", " e"]) track.feed(text(piece));
    expect(told(steps)).toBe("A.|? b|? c|[A.]| d|? e");
  });
});

describe("a GateTrack with stream_first off", () => {
  it("passes every window with its text", () => {
    const { track, steps } = trackOf({ holds: true });
    track.feed(text("one two thr"));
    track.feed(text("ee"));
    track.closeWindow();
    expect(steps).toMatchObject([
      { kind: "window", window: { fresh: "one two", final: false }, part: text("one two") },
      { kind: "window", window: { fresh: " three", final: false }, part: text(" three") },
    ]);
  });

  it("passes nothing for an empty text", () => {
    const { track, steps } = trackOf({ holds: true });
    track.feed(text(""));
    track.end();
    expect(steps).toEqual([]);
  });

  it("joins the pieces of an opening, and keeps them for the first arguments", () => {
    const { track, steps } = trackOf({ holds: true }, CALL);
    track.feed(call("", { id: "c" }));
    track.feed(call("{}", { name: "f" }));
    track.end();
    expect(steps).toMatchObject([{ window: { toolName: "f" }, part: call("{}", { id: "c", name: "f" }) }]);
  });

  it("checks a call without arguments before it is released", () => {
    const { track, steps } = trackOf({ holds: true }, CALL);
    track.feed(call("", { name: "f" }));
    track.closeWindow();
    expect(steps).toEqual([]);
    track.end();
    expect(steps).toMatchObject([{ kind: "window", window: { fresh: "" }, part: call("", { name: "f" }) }]);
    expect(steps).toHaveLength(1);
  });

  it("checks a call that has neither a name nor arguments", () => {
    const { track, steps } = trackOf({ holds: true }, CALL);
    track.feed(call("", { id: "c" }));
    track.end();
    const nothing = { context: "", fresh: "", start: 0, choice: 0, channel: "tool-call", index: 1, final: true };
    expect(steps).toEqual([{ kind: "window", window: nothing, part: call("", { id: "c" }) }]);
  });
});

const texts = fc
  .array(fc.constantFrom("Ab", "c", " ", ".", "! ", "? ", "。", "\n", "d e f", "3.1", '"'), { maxLength: 40 })
  .map((pieces) => pieces.join(""));
const options = fc.record({
  chunkSize: fc.integer({ min: 1, max: 6 }),
  contextSize: fc.nat(3),
  unit: fc.constantFrom("token" as const, "sentence" as const),
});

describe("a GateTrack, for any chunking,", () => {
  it("passes all text in order, splits it into the same windows, and never releases text before its window", () => {
    fc.assert(
      fc.property(texts, sizes, options, fc.boolean(), (value, at, settings, holds) => {
        const { track, steps } = trackOf({ ...settings, holds });
        for (const piece of cut(value, at)) track.feed(text(piece));
        track.end();
        const whole = new RollingWindow(settings);
        const windows = [...whole.feed(value), ...whole.end()];
        const made = steps.flatMap((step) => (step.kind === "window" ? [step.window] : []));
        expect(made).toMatchObject(windows);
        const sent = steps.flatMap((step) => (step.kind === "window" ? (step.part ?? []) : [step.part]));
        expect(sent.map((part) => part.text).join("")).toBe(value);
        if (holds) return;
        // Text may be passed before its window, never after it. Uncertain text may belong to the next one.
        let offset = 0;
        let closed = 0;
        for (const step of steps) {
          if (step.kind === "window") closed = step.window.start + step.window.fresh.length;
          else if (step.part.text !== "") {
            expect(offset).toBeGreaterThanOrEqual(closed);
            const open = windows.find(({ start, fresh }) => start + fresh.length > closed);
            offset += step.part.text.length;
            if (step.kind === "text" && open !== undefined)
              expect(offset).toBeLessThanOrEqual(open.start + open.fresh.length);
            if (step.kind === "unsure" && step.held.afterWindows === 0 && open !== undefined)
              expect(offset).toBeLessThanOrEqual(open.start + open.fresh.length);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
