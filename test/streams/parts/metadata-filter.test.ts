import { describe, expect, it } from "vitest";
import { collect } from "../../../src/streams/consumers.ts";
import { metadataFilter } from "../../../src/streams/parts/metadata-filter.ts";
import { responseFacts } from "../../../src/streams/parts/metadata-shapes.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";

const through = (parts: readonly StreamPart[], forbidden = "nothing"): Promise<StreamPart[]> =>
  collect(pipeline<StreamPart>(fromIterable(parts), [metadataFilter((text) => text.includes(forbidden))]));

const call = (index: number, rest: { readonly id?: string; readonly name?: string } = {}): StreamPart => ({
  type: "tool-call-delta",
  choice: 0,
  index,
  text: "",
  ...rest,
});

describe("responseFacts", () => {
  it("keeps values of the form of a name", () => {
    const said = { id: "gen-1_a.b:c|d=/", model: "org/model-1.5:free@v2", created: 1_700_000_000, fingerprint: "fp_1" };
    expect(responseFacts(said)).toEqual(said);
  });

  it.each([
    ["prose", { id: "two words", model: "two words", fingerprint: "two words" }],
    ["line breaks", { id: "a\n", model: "a\nb", fingerprint: "\n" }],
    ["what is too long", { id: "x".repeat(129), model: "x".repeat(129), fingerprint: "x".repeat(129) }],
    ["what is empty", { id: "", model: "", fingerprint: "" }],
    ["what is no text", { id: 1, model: ["a"], fingerprint: {} }],
    ["times that are none", { created: 4_111_111_111_111_111 }],
    ["times as text", { created: "1700000000" }],
  ])("drops %s", (_, said) => {
    expect(responseFacts(said)).toEqual({});
  });
});

describe("metadataFilter", () => {
  it("removes metadata that a rail forbids, and keeps the rest", async () => {
    const [part] = await through([{ type: "response", choice: 0, id: "sk-1", model: "m", fingerprint: "fp" }], "sk-");
    expect(part).toEqual({ type: "response", choice: 0, model: "m", fingerprint: "fp" });
  });

  it("assigns one id per tool call: the upstream's, or a generated one if that is invalid or forbidden", async () => {
    const parts = await through(
      [
        call(0, { id: "call_a", name: "f" }),
        call(0),
        call(1, { name: "g" }),
        call(1, { id: "late" }),
        call(2, { id: "sk-1" }),
        call(3, { id: "two words" }),
      ],
      "sk-",
    );
    expect(parts.map((part) => (part.type === "tool-call-delta" ? part.id : ""))).toEqual([
      "call_a",
      undefined,
      "call_0_1",
      undefined,
      "call_0_2",
      "call_0_3",
    ]);
  });

  it("assigns different ids to two calls with the same id, and none that the conversation has already", async () => {
    const parts = [call(0, { id: "a" }), call(1, { id: "a" }), call(2, {}), call(3, { id: "b" })];
    const stage = metadataFilter(() => false, ["call_0_1", "call_0_1_1", "b"]);
    const named = await collect(pipeline<StreamPart>(fromIterable(parts), [stage]));
    expect(named.map((part) => (part.type === "tool-call-delta" ? part.id : ""))).toEqual([
      "a",
      "call_0_1_2",
      "call_0_2",
      "b",
    ]);
  });

  it("keeps an id with a signature in LiteLLM's form, but not prose of a similar form", async () => {
    const signed = `call_1__thought__${"QUJD".repeat(500)}`;
    const parts = await through([
      call(0, { id: signed }),
      call(1, { id: "call_1__thought__two words" }),
      call(2, { id: "x".repeat(8_193) }),
    ]);
    expect(parts.map((part) => (part.type === "tool-call-delta" ? part.id : ""))).toEqual([
      signed,
      "call_0_1",
      "call_0_2",
    ]);
  });
});
