import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { describe, expect, it } from "vitest";
import { guardMiddleware } from "../../../src/integrations/ai/middleware.ts";
import { railsOf } from "../../support/engine.ts";
import { planted } from "../../support/planted.ts";

const CANARY = "a CANARY in prose";

const OPTIONS = { acme: { itemId: "i_1", details: [{ text: "n" }] } };

/** Provider options, which pages send back with their history. */
const PROMPT: LanguageModelV4Prompt = [
  { role: "system", content: "s", providerOptions: OPTIONS },
  {
    role: "user",
    content: [
      { type: "text", text: "t", providerOptions: OPTIONS },
      {
        type: "file",
        mediaType: "image/png",
        data: { type: "url", url: new URL("https://a.test/i.png") },
        providerOptions: OPTIONS,
      },
      {
        type: "file",
        mediaType: "text/plain",
        filename: "f",
        data: { type: "text", text: "d" },
        providerOptions: OPTIONS,
      },
    ],
    providerOptions: OPTIONS,
  },
  {
    role: "assistant",
    content: [
      { type: "reasoning", text: "hm", providerOptions: OPTIONS },
      { type: "tool-call", toolCallId: "c", toolName: "send", input: { a: "b" }, providerOptions: OPTIONS },
    ],
    providerOptions: OPTIONS,
  },
  {
    role: "tool",
    content: [
      {
        type: "tool-result",
        toolCallId: "c",
        toolName: "send",
        output: { type: "json", value: { a: "b" }, providerOptions: OPTIONS },
        providerOptions: OPTIONS,
      },
    ],
    providerOptions: OPTIONS,
  },
];

const asked = async (verb: string, prompt: LanguageModelV4Prompt): Promise<LanguageModelV4CallOptions | undefined> => {
  const rails = railsOf(`
rails:
  input: { flows: [regex ${verb} input] }
  config: { regex_detection: { input: { patterns: [CANARY] } } }
`);
  const stream = new ReadableStream();
  const model = new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream }) });
  const guarded = wrapLanguageModel({ model, middleware: guardMiddleware(rails) });
  await Promise.resolve(guarded.doStream({ prompt })).catch(() => {});
  return model.doStreamCalls[0];
};

describe("a prompt of the AI SDK", () => {
  it.each(["check", "redact"])("is checked by rails that %s, in all of its places", async (verb) => {
    const leaked: string[] = [];
    for (const { at, value } of planted(PROMPT, CANARY)) {
      // Roles and types of parts are fixed words.
      const call = /\.(?:role|type)$/.test(at) ? undefined : await asked(verb, value as LanguageModelV4Prompt);
      if (JSON.stringify(call?.prompt ?? "").includes("CANARY")) leaked.push(at);
    }
    expect(leaked).toEqual([]);
  });

  it.each([
    ["url", "data"],
    ["url", "text"],
    ["data", "url"],
    ["text", "data"],
    ["reference", "data"],
    ["unheard-of", "data"],
  ])("sends files of type %s without a second source in %s", async (type, second) => {
    const address = { url: new URL("https://a.test/i.png"), reference: { acme: "f_1" } } as Readonly<
      Record<string, unknown>
    >;
    const [base64, secret] = [btoa("fine words"), btoa(CANARY)];
    const source = address[type] ?? (type === "text" ? "fine" : base64);
    const data = { type, [type]: source, [second]: second === "data" ? secret : CANARY };
    const file = { type: "file", mediaType: "text/plain", data };
    const call = await asked("check", [{ role: "user", content: [file] }] as unknown as LanguageModelV4Prompt);
    const sent = JSON.stringify(call?.prompt ?? "");
    expect(sent).not.toContain(secret);
    expect(sent).not.toContain("CANARY");
  });

  it("is sent unchanged if no rail objects", async () => {
    expect((await asked("check", PROMPT))?.prompt).toEqual(PROMPT);
  });
});
