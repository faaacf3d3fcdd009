import { describe, expect, it } from "vitest";
import type { CheckedRequest } from "../../../src/engine/checked-request.ts";
import { chunkBytes, type Recording } from "../../../src/engine/record/recording.ts";
import { ResponseRecorder } from "../../../src/engine/record/response-recorder.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import { HELLO, ManualClock, RecordingModel } from "../../support/engine.ts";

const MAX_BYTES = 8_388_608;
const REQUEST = { messages: HELLO.messages, options: {} } as unknown as CheckedRequest;
const URL_OF_MODEL = "https://provider.example/v1";

const recorder = (onRecord: (recording: Recording) => void): ResponseRecorder =>
  new ResponseRecorder(new ManualClock(), REQUEST, onRecord);

/** The recording of consecutive calls with these responses, and the text of the last one. */
const recorded = async (...answers: readonly (() => Response)[]) => {
  const recordings: Recording[] = [];
  const one = recorder((recording) => recordings.push(recording));
  let read = new Uint8Array();
  for (const answer of answers) {
    const call = one.recordingFetch(async () => answer(), new RecordingModel([]));
    read = new Uint8Array(await (await call(URL_OF_MODEL)).arrayBuffer());
  }
  one.end(true, undefined);
  return { recordings, read };
};

const lengthOf = ({ chunks }: Recording): number => chunks.reduce((sum, chunk) => sum + chunkBytes(chunk).length, 0);

describe("a recorded body", () => {
  it.each([
    [MAX_BYTES, [MAX_BYTES]],
    [MAX_BYTES + 1, []],
  ])("reaches its reader with %i bytes, and is recorded up to 8 MiB or not at all", async (bytes, lengths) => {
    const { recordings, read } = await recorded(() => new Response(new Uint8Array(bytes).fill(97)));
    expect(read).toHaveLength(bytes);
    expect(recordings.map(lengthOf)).toEqual(lengths);
  });

  it("is not recorded in more than 65,536 chunks, since each takes memory", { timeout: 60_000 }, async () => {
    const count = 65_537;
    const { recordings, read } = await recorded(
      () => new Response(fromIterable(Array.from({ length: count }, () => Uint8Array.of(97)))),
    );
    expect(read).toHaveLength(count);
    expect(recordings).toEqual([]);
  });

  it("is that of the last successful attempt", async () => {
    const { recordings } = await recorded(
      () => new Response("first"),
      () => new Response("second", { headers: { "content-type": "text/event-stream" } }),
      () => new Response("failed", { status: 500 }),
      () => new Response(null, { status: 204 }),
    );
    expect(recordings).toMatchObject([{ contentType: "text/event-stream", chunks: [{ text: "second" }] }]);
    expect(recordings[0]).not.toHaveProperty("outcome");
  });

  it("is absent if there was no call, or all calls failed", async () => {
    expect((await recorded()).recordings).toEqual([]);
    expect((await recorded(() => new Response("failed", { status: 500 }))).recordings).toEqual([]);
  });

  it("does not affect the answer if its callback throws", async () => {
    const one = recorder(() => {
      throw new Error("boom");
    });
    await (await one.recordingFetch(async () => new Response("x"), new RecordingModel([]))(URL_OF_MODEL)).text();
    expect(() => one.end(true, undefined)).not.toThrow();
  });

  it("is passed with the outcome, including the rail that decided", async () => {
    const recordings: Recording[] = [];
    const one = recorder((recording) => recordings.push(recording));
    await (await one.recordingFetch(async () => new Response("x"), new RecordingModel([]))(URL_OF_MODEL)).text();
    const rail = { rail: "r", railType: "output", code: "content_blocked" } as const;
    one.end(true, { status: "passed", verdicts: [] });
    one.end(false, { status: "blocked", verdicts: [], reason: "why", ...rail });
    expect(recordings.map(({ complete, outcome }) => ({ complete, outcome }))).toEqual([
      { complete: true, outcome: { status: "passed" } },
      { complete: false, outcome: { status: "blocked", ...rail } },
    ]);
  });
});
