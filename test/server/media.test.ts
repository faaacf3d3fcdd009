import { describe, expect, it } from "vitest";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { chat, errorOf, gatewayOf, regexRails, scripted } from "./gateway.ts";

/** Bytes that are not valid in text. */
const noise = (length: number): string =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => (at % 7 === 0 ? at % 9 : 128 + (at % 100)))).toString("base64");

const png = (length: number): string => `data:image/png;base64,${noise(length)}`;

const text = (said: string, type = "text/plain"): string =>
  `data:${type};base64,${Buffer.from(said).toString("base64")}`;

const image = (url: string) => [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }];
const file = (file_data: string, filename = "My report (final).pdf") => [
  { role: "user", content: [{ type: "file", file: { file_data, filename } }] },
];
const audio = (data: string) => [
  { role: "user", content: [{ type: "input_audio", input_audio: { data, format: "wav" } }] },
];

const guarded = (media?: "refuse" | "pass") => {
  const rails = regexRails() as { readonly input: object };
  return scripted(
    { replies: ["A cat"] },
    { ...rails, input: { ...rails.input, ...(media === undefined ? {} : { media }) } },
  );
};

describe("limits on media in a request", () => {
  const small = { maxMediaBytes: 3_000, maxBodyBytes: 3_000, maxTextLength: 1_000 };
  const app = gatewayOf(guarded(), { limits: small });

  it.each([
    ["an image", image(png(2_900))],
    ["a sound", audio(noise(2_900))],
    ["a file", file(`data:application/pdf;base64,${noise(2_900)}`)],
    ["bare Base64 of a file", file(noise(2_900))],
  ])("count %s as media and not as text", async (_name, messages) => {
    expect((await chat(app, { messages })).status).toBe(200);
  });

  it.each([
    ["more media than is allowed", image(png(3_100)), 400, /at most 3000 bytes of images, audio and files/],
    ["a text that says it is one", file(text("x".repeat(1_100))), 400, /at most 1000 characters/],
    ["a text that says it is none", file(text("x".repeat(1_100), "image/png")), 400, /at most 1000 characters/],
    ["media where none belongs", [{ role: "user", content: png(2_900) }], 413, /3000 bytes beside images/],
    [
      "media among thoughts",
      [{ role: "assistant", content: "", thinking_blocks: [{ type: "redacted_thinking", data: noise(1_500) }] }],
      400,
      /at most 1000 characters/,
    ],
    ["more than both together", image(png(9_000)), 413, /larger than/],
  ])("reject %s", async (_name, messages, status, message) => {
    const response = await chat(app, { messages });
    expect(response.status).toBe(status);
    expect((await errorOf(response)).message).toMatch(message);
  });

  it("allow a photo of a phone by default", async () => {
    expect((await chat(gatewayOf(guarded()), { messages: image(png(4_000_000)) })).status).toBe(200);
  });
});

describe("media that no rail can read", () => {
  const ask = async (messages: readonly object[], media?: "refuse" | "pass") => {
    const events: GatewayEvent[] = [];
    const app = gatewayOf(guarded(media), { onEvent: (event) => events.push(event) });
    const response = await chat(app, { messages });
    const body = (await response.json()) as { readonly choices: readonly { readonly finish_reason: string }[] };
    return { reason: body.choices[0]?.finish_reason, event: events[0] };
  };

  it.each([
    ["an image", image(png(900)), ["image"]],
    ["an image elsewhere", image("https://images.example/cat.png"), ["image"]],
    ["a sound", audio(noise(900)), ["audio"]],
    ["a file", file(`data:application/pdf;base64,${noise(900)}`), ["file"]],
    ["several of them", [...image(png(900)), ...audio(noise(900)), ...image(png(900))], ["audio", "image"]],
  ])("%s pass and are reported, or are rejected", async (_name, messages, unread) => {
    expect(await ask(messages)).toMatchObject({ reason: "stop", event: { unread } });
    expect(await ask(messages, "pass")).toMatchObject({ reason: "stop", event: { unread } });
    expect(await ask(messages, "refuse")).toMatchObject({
      reason: "content_filter",
      event: { unread, outcome: { rail: "media", reason: `unread: ${unread.join(", ")}` } },
    });
  });

  it.each(["text/plain", "application/json", "text/x-unheard-of", "", "application/octet-stream", "image/png"])(
    "are checked as text if they are text, whatever the type (%j)",
    async (type) => {
      const { reason, event } = await ask(file(text("this is forbidden here", type)), "refuse");
      expect(reason).toBe("content_filter");
      expect(event).toMatchObject({ outcome: { rail: "regex check input" } });
      expect(event).not.toHaveProperty("unread");
      expect((await ask(file(text("this is fine here", type)), "refuse")).reason).toBe("stop");
    },
  );

  it.each([
    "image/forbidden",
    "text/plain;name=forbidden.txt",
    "text/plain;charset=forbidden",
    "forbidden/plain",
    "text/plain;charset=utf-8;forbidden=1",
  ])("have their type checked by rails unless it is a common one: %s", async (type) => {
    for (const messages of [
      image(`data:${type};base64,${noise(900)}`),
      file(`data:${type};base64,${noise(900)}`),
      [{ role: "user", content: [{ type: "image", mediaType: type, data: noise(900) }] }],
      [{ role: "user", content: [{ type: "file", mediaType: type, data: noise(900) }] }],
    ]) {
      const { reason, event } = await ask(messages);
      expect(reason).toBe("content_filter");
      expect(event).toMatchObject({ outcome: { rail: "regex check input" } });
    }
  });

  it.each([
    "https://forbidden.example/cat.png",
    "https://images.example/forbidden/cat.png",
    "https://images.example/cat.png?of=this+is+forbidden#now",
    "HTTPS://images.example/%66orbidd%65n.png",
    "https://images.example/?a=1&q=f%6Frbidden",
  ])("by URL have the URL checked: %s", async (url) => {
    for (const messages of [
      image(url),
      file(url),
      [{ role: "user", content: [{ type: "image_url", image_url: url }] }],
      [{ role: "user", content: [{ type: "video_url", video_url: { url } }] }],
    ]) {
      const { reason, event } = await ask(messages);
      expect(reason).toBe("content_filter");
      expect(event).toMatchObject({ outcome: { rail: "regex check input" } });
    }
  });

  it("that are a word and valid Base64 are checked as both", async () => {
    for (const messages of [audio("forbidden000"), file("forbidden000"), image("data:image/png;base64,forbidden000")]) {
      expect((await ask(messages)).reason).toBe("content_filter");
    }
  });

  it.each([
    "a_forbidden_sentence_that_is_no_type",
    `image/${"x".repeat(81)}`,
    "text/plain;name",
    "text/plain;a=1;b=2;c=3;d=4;e=5",
    'text/plain;name="<b>"',
    "text/plain/more",
  ])("are rejected if their type is malformed: %s", async (type) => {
    const response = await chat(gatewayOf(guarded()), { messages: image(`data:${type};base64,${noise(900)}`) });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toContain("media type");
  });

  it.each([
    "image/png",
    "IMAGE/JPEG",
    "application/pdf;name=My%20report.pdf",
    "text/plain;charset=utf-8",
    "",
    "audio/x-aiff",
  ])("pass with the type %j", async (type) => {
    expect((await ask(file(`data:${type};base64,${noise(900)}`))).reason).toBe("stop");
  });

  it.each(["QU*JD", "QU=JD", "QUJDQ"])(
    "are rejected if their Base64 is accepted only by some decoders: %s",
    async (base64) => {
      const app = gatewayOf(guarded());
      for (const messages of [file(`data:text/plain;base64,${base64}`), image(`data:image/png;base64,${base64}`)]) {
        const response = await chat(app, { messages });
        expect(response.status).toBe(400);
        expect((await errorOf(response)).message).toContain("Base64");
      }
    },
  );

  it("have their file name checked by rails", async () => {
    const { event } = await ask(file(`data:application/pdf;base64,${noise(900)}`, "a forbidden name.pdf"));
    expect(event).toMatchObject({ outcome: { rail: "regex check input" } });
  });
});
