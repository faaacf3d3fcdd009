import { describe, expect, it } from "vitest";
import { errorOf, USER } from "./gateway.ts";
import { type Body, ask, namesOf } from "./sent-fields.ts";

describe("variants of fields that common clients send", () => {
  const OBJECT = { type: "object" };
  const FLAT = { name: "f", description: "d" };
  const TOOL = { type: "function", function: { ...FLAT, parameters: OBJECT } };
  const CHOSEN = { tools: [TOOL], tool_choice: "required" };
  const CALLED = { id: "a", type: null, function: { name: "f", arguments: "{}" } };
  const RESULT = { role: "tool", tool_call_id: "a" };
  const history = (turn: object): readonly object[] => [USER, { role: "assistant", content: "x", ...turn }, USER];
  const call = (args: unknown): object => ({ tool_calls: [{ id: "a", function: { name: "f", arguments: args } }] });

  it.each<[string, Body, Body]>([
    [
      "arguments as the value",
      { messages: history(call({ x: 1 })) },
      { messages: [USER, { tool_calls: [{ function: { arguments: '{"x":1}' } }] }, USER] },
    ],
    [
      "no arguments",
      { messages: history(call(null)) },
      { messages: [USER, { tool_calls: [{ function: { arguments: "{}" } }] }, USER] },
    ],
    [
      "that an answer goes on",
      { messages: [USER, { role: "assistant", content: "x", prefix: true }] },
      { messages: [USER, { prefix: true }] },
    ],
    [
      "the address of an image in place of the image",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: "https://a.test/i.png" }] }] },
      { messages: [{ content: [{ image_url: { url: "https://a.test/i.png" } }] }] },
    ],
    [
      "any for required",
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: "any" },
      { tool_choice: "required" },
    ],
    [
      "some of the tools for these and no others",
      {
        tools: ["f", "g"].map((name) => ({ type: "function", function: { name } })),
        tool_choice: {
          type: "allowed_tools",
          allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "g" } }] },
        },
      },
      { tools: [{ type: "function", function: { name: "g" } }], tool_choice: "required" },
    ],
    [
      "a tool as responses have it",
      { tools: [{ type: "function", ...FLAT, parameters: OBJECT }], tool_choice: { type: "function", name: "f" } },
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    [
      "a tool as Anthropic has it",
      { tools: [{ ...FLAT, input_schema: OBJECT }], tool_choice: { type: "tool", name: "f" } },
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    ["a tool as MCP has it", { tools: [{ ...FLAT, inputSchema: OBJECT }], tool_choice: { type: "any" } }, CHOSEN],
    ["a tool without a type", { tools: [{ function: { ...FLAT, parameters: OBJECT } }], tool_choice: "any" }, CHOSEN],
    [
      "a call without a type, and its result as a value",
      { messages: [USER, { role: "assistant", tool_calls: [CALLED] }, { ...RESULT, content: { a: 1 } }] },
      { messages: [USER, { tool_calls: [{ type: "function" }] }, { content: '{"a":1}' }] },
    ],
    [
      "a call with an empty type, and its result as a list of values",
      {
        messages: [
          USER,
          { role: "assistant", tool_calls: [{ ...CALLED, type: "" }] },
          { ...RESULT, content: [{ a: 1 }, 2], is_error: false, tool_name: "f" },
        ],
      },
      { messages: [USER, { tool_calls: [{ type: "function" }] }, { ...RESULT, content: '[{"a":1},2]' }] },
    ],
    [
      "what Gemini signed of a turn without calls",
      { messages: history({ extra_content: { google: { thought_signature: "c2ln" }, other: { a: "b" } } }) },
      { messages: [USER, { content: "x", extra_content: { google: { thought_signature: "c2ln" } } }, USER] },
    ],
    [
      "a content of bare texts",
      { messages: [{ role: "user", content: ["a", "b"] }] },
      { messages: [{ content: [{ text: "a" }, { text: "b" }] }] },
    ],
    [
      "a schema of a JSON object",
      { response_format: { type: "json_object", schema: OBJECT } },
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema: OBJECT } } },
    ],
    [
      "what SDKs call extra_body",
      { extra_body: { top_k: 5, temperature: 1 }, temperature: 0 },
      { top_k: 5, temperature: 0 },
    ],
    ["words that vLLM never says", { bad_words: ["x"] }, { bad_words: ["x"] }],
    [
      "labels that are no texts",
      { metadata: { a: { b: 1 }, c: true, d: null, e: "f" } },
      { metadata: { a: '{"b":1}', c: "true", e: "f" } },
    ],
    ["the record of a user", { user: { id: "u1", name: "Ada", email: "a@b.test" } }, { user: "u1" }],
    [
      "how thoughts are told",
      { reasoning: { effort: "low", summary: "auto" } },
      { reasoning: { effort: "low", summary: "auto" } },
    ],
  ])("have the same meaning: %s", async (_, body, sent) => {
    expect((await ask(body)).sent).toMatchObject(sent);
  });

  it.each<[string, Body]>([
    ["a tool", { tools: [{ ...FLAT, description: "forbidden", input_schema: OBJECT }] }],
    [
      "a result",
      { messages: [USER, { role: "assistant", tool_calls: [CALLED] }, { ...RESULT, content: { a: "forbidden" } }] },
    ],
    ["a bare text", { messages: [{ role: "user", content: ["forbidden"] }] }],
    ["a word never to say", { extra_body: { bad_words: ["forbidden"] } }],
    ["a schema", { response_format: { type: "json_object", schema: { description: "forbidden" } } }],
  ])("are checked by input rails: %s", async (_, body) => {
    const { response, sent } = await ask(body);
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
    expect(sent).toBeUndefined();
  });

  it.each<Body>([{ max_tokens: -1 }, { messages: history({ weight: 1, provider_specific_fields: { a: 1 } }) }])(
    "may have no effect: %j",
    async (body) => {
      const { sent } = await ask(body);
      expect(namesOf(sent)).toEqual(["messages", "model"]);
      expect(JSON.stringify(sent)).not.toMatch(/weight|specific/);
    },
  );
});

/** Base64 of bytes that are not text. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const PDF = Buffer.from("%PDF-1.4\n\u0000\u0001\u0002\u0003").toString("base64");

const pngUrl = `data:image/png;base64,${PNG}`;

const pdfUrl = `data:application/pdf;base64,${PDF}`;

describe("content parts of other APIs", () => {
  const image = (url: string): object => ({ type: "image_url", image_url: { url } });
  const file = (file_data: string, filename?: string): object => ({
    type: "file",
    file: { file_data, ...(filename === undefined ? {} : { filename }) },
  });
  const said = (text: string): object => ({ type: "text", text });

  it.each<[string, object, object]>([
    [
      "Anthropic's image",
      { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
      image(pngUrl),
    ],
    ["and its address", { type: "image", source: { type: "url", url: "https://a.test/i" } }, image("https://a.test/i")],
    ["an image of the AI SDK", { type: "image", image: PNG, mediaType: "image/png" }, image(pngUrl)],
    ["one that does not say its type", { type: "image", image: PNG }, image(pngUrl)],
    ["LangChain's image", { type: "image", source_type: "base64", mime_type: "image/png", data: PNG }, image(pngUrl)],
    ["its newer form", { type: "image", base64: PNG, mime_type: "image/png" }, image(pngUrl)],
    ["MCP's image", { type: "image", data: PNG, mimeType: "image/png" }, image(pngUrl)],
    [
      "an image of responses",
      { type: "input_image", image_url: pngUrl, detail: "low" },
      { image_url: { detail: "low" } },
    ],
    ["a file of responses", { type: "input_file", file_data: pdfUrl, filename: "a b.pdf" }, file(pdfUrl, "a b.pdf")],
    [
      "a file of the AI SDK",
      { type: "file", data: PDF, mediaType: "application/pdf", filename: "a.pdf" },
      file(pdfUrl, "a.pdf"),
    ],
    ["a file that is an image", { type: "file", url: pngUrl, mediaType: "image/png" }, image(pngUrl)],
    [
      "a document",
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF } },
      file(pdfUrl),
    ],
    ["one of text", { type: "document", title: "T", source: { type: "text", data: "grass" } }, said("T\ngrass")],
    ["one of pieces", { type: "document", source: { type: "content", content: [said("a"), said("b")] } }, said("a\nb")],
    [
      "what was found",
      { type: "search_result", source: "https://a.test", title: "T", content: [said("found")] },
      said("T\nhttps://a.test\nfound"),
    ],
    [
      "a film",
      { type: "video_url", video_url: { url: "https://a.test/v" } },
      { video_url: { url: "https://a.test/v" } },
    ],
  ])("are converted to those of a chat: %s", async (_, part, expected) => {
    const { sent } = await ask({ messages: [{ role: "user", content: [part] }] });
    expect(sent?.["messages"]).toMatchObject([{ content: [expected] }]);
  });

  it.each<[string, object]>([
    [
      "a text for an image",
      { type: "image", data: btoa("this is forbidden here, and long enough"), mimeType: "image/png" },
    ],
    [
      "a text in a file",
      { type: "file", data: btoa("this is forbidden here, and long enough"), mediaType: "text/plain" },
    ],
    ["the name of a file", { type: "input_file", file_data: pdfUrl, filename: "forbidden.pdf" }],
    ["a document", { type: "document", source: { type: "text", data: "forbidden" } }],
    ["its title", { type: "document", title: "forbidden", source: { type: "text", data: "x" } }],
    ["what was found", { type: "search_result", source: "a", title: "b", content: [said("forbidden")] }],
  ])("are checked by input rails: %s", async (_, part) => {
    const { response, sent } = await ask({ messages: [{ role: "user", content: [part] }] });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
    expect(sent).toBeUndefined();
  });

  it.each<[string, object]>([
    ["by an id", { type: "input_image", file_id: "file-1" }],
    [
      "with other things among their texts",
      { type: "search_result", content: [said("a"), { type: "image", data: PNG }] },
    ],
    ["without data", { type: "image" }],
    ["that are calls", { type: "tool_use", id: "a", name: "f", input: {} }],
  ])("are rejected %s", async (_, part) => {
    const error = await errorOf((await ask({ messages: [{ role: "user", content: [part] }] })).response);
    expect(error.param).toMatch(/^messages\.0\.content\.0/);
    expect(error.message).toContain("`tool_calls`");
  });
});
