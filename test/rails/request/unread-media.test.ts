import { describe, expect, it } from "vitest";
import { mediaVerdict, unreadMedia } from "../../../src/rails/request/unread-media.ts";
import type { ContentPart } from "../../../src/types/chat-message.ts";

const kindsOf = (...parts: readonly object[]) => unreadMedia([{ role: "user", content: parts as ContentPart[] }]);

describe("unread media", () => {
  it("does not include texts, or parts that are also texts", () => {
    expect(unreadMedia([{ role: "user", content: "https://a.test/i.png" }])).toEqual([]);
    expect(kindsOf({ type: "text", text: "hi" }, { type: "text", text: "", image_url: { url: "x" } })).toEqual([]);
  });

  it("is reported once per kind, in order", () => {
    const image = { type: "image_url", image_url: { url: "https://a.test/i.png" } };
    const file = { type: "file", file: { file_id: "file-1" } };
    const audio = { type: "input_audio", input_audio: { data: "//////8=" } };
    expect(kindsOf(image, file, audio, image)).toEqual(["audio", "file", "image"]);
  });

  it.each([
    [[], undefined, undefined],
    [[], "refuse", undefined],
    [["image"], undefined, undefined],
    [["image"], "pass", undefined],
    [["audio", "image"], "refuse", "unread: audio, image"],
  ] as const)("of the kinds %j with the setting %s has the verdict %j", (kinds, media, reason) => {
    expect(mediaVerdict(kinds, media)?.reason).toBe(reason);
  });
});
