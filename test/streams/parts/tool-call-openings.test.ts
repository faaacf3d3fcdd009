import { describe, expect, it } from "vitest";
import { collect } from "../../../src/streams/consumers.ts";
import { toolCallOpenings } from "../../../src/streams/parts/tool-call-openings.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";

const call = (
  fields: { readonly id?: string; readonly name?: string; readonly index?: number },
  text = "",
): StreamPart => ({
  type: "tool-call-delta",
  choice: 0,
  index: 0,
  text,
  ...fields,
});
const through = (parts: readonly StreamPart[]): Promise<StreamPart[]> =>
  collect(pipeline<StreamPart>(fromIterable(parts), [toolCallOpenings()]));

describe("toolCallOpenings", () => {
  it("keeps the first name and id of a call, and drops later ones", async () => {
    const parts = [call({ id: "call_1", name: "napalm" }), call({ id: "call_2", name: "_recipe" }, "{"), call({}, "}")];
    expect(await through(parts)).toEqual([call({ id: "call_1", name: "napalm" }), call({}, "{"), call({}, "}")]);
  });

  it("accepts a name that arrives after the id, and keeps calls apart", async () => {
    const parts = [call({ id: "a" }), call({ name: "look" }), call({ id: "b", name: "see", index: 1 })];
    expect(await through(parts)).toEqual(parts);
  });

  it("replaces an invalid id", async () => {
    expect(await through([call({ id: "the secret is out", name: "look" })])).toEqual([
      call({ id: "call_0_0", name: "look" }),
    ]);
  });

  it("passes other parts unchanged", async () => {
    const parts: StreamPart[] = [
      { type: "text-delta", choice: 0, text: "hi" },
      { type: "finish", choice: 0, reason: "stop" },
    ];
    expect(await through(parts)).toEqual(parts);
  });
});
