import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../src/json.ts";
import { mapMessageTexts } from "../../src/rails/request/request-texts.ts";
import { unreadMedia } from "../../src/rails/request/unread-media.ts";
import { readMessagesRequest } from "../../src/wire/anthropic/messages-request.ts";
import { readChatRequest } from "../../src/wire/openai/chat-request.ts";
import type { RequestTextReader } from "../../src/wire/request-text.ts";
import { readResponsesRequest } from "../../src/wire/responses/responses-request.ts";

const NEEDLE = "needle";
const said = fc.string().map((text) => `${text}${NEEDLE}`);
const id = fc.stringMatching(/^[a-z]{2,8}_[0-9]{1,4}$/);
const json = fc.dictionary(fc.string(), said).map((value) => JSON.stringify(value));
const unknown = fc.record({ type: fc.constantFrom("web_search_call", "reasoning", "mcp_call"), query: said });

const inputPart = fc.oneof(
  fc.record({ type: fc.constant("input_text"), text: said }),
  fc.record({ type: fc.constant("refusal"), refusal: said }),
  fc.record({ type: fc.constant("input_image"), image_url: id, detail: fc.constant("low") }),
  fc.record({ type: fc.constant("input_file"), file_data: id, filename: said }),
);
const content = fc.oneof(said, fc.array(inputPart, { minLength: 1 }));
const item = fc.oneof(
  fc.record({ role: fc.constantFrom("user", "system", "assistant"), content }),
  fc.record({
    type: fc.constant("message"),
    id,
    status: fc.constant("completed"),
    role: fc.constant("assistant"),
    content,
  }),
  fc.record({ type: fc.constant("function_call"), id, call_id: id, name: id, arguments: json }),
  fc.record({ type: fc.constant("function_call_output"), call_id: id, output: content }),
  unknown,
);
const responses = fc.record(
  { model: id, instructions: said, input: fc.oneof(said, fc.array(item)), temperature: fc.double({ min: 0, max: 1 }) },
  { requiredKeys: ["model", "input"] },
);

const textBlock = fc.record({
  type: fc.constant("text"),
  text: said,
  cache_control: fc.constant({ type: "ephemeral" }),
});
const document = fc.record({
  type: fc.constant("document"),
  title: said,
  source: fc.record({ type: fc.constant("text"), media_type: fc.constant("text/plain"), data: said }),
});
const block = fc.oneof(
  textBlock,
  document,
  fc.record({ type: fc.constant("tool_use"), id, name: id, input: fc.dictionary(id, said) }),
  fc.record({
    type: fc.constant("tool_result"),
    tool_use_id: id,
    is_error: fc.boolean(),
    content: fc.oneof(said, fc.array(fc.oneof(textBlock, document), { minLength: 1 })),
  }),
  fc.record({ type: fc.constant("thinking"), thinking: said, signature: id }),
  unknown,
);
const messages = fc.record(
  {
    model: id,
    max_tokens: fc.nat(),
    system: fc.oneof(said, fc.array(textBlock, { minLength: 1 })),
    messages: fc.array(
      fc.record({
        role: fc.constantFrom("user", "assistant"),
        content: fc.oneof(said, fc.array(block, { minLength: 1 })),
      }),
    ),
  },
  { requiredKeys: ["model", "messages"] },
);
const chat = fc.record({ model: id, messages: fc.array(fc.record({ role: fc.constant("user"), content: said })) });

const FORMATS: readonly (readonly [string, RequestTextReader, fc.Arbitrary<JsonRecord>])[] = [
  ["a chat", readChatRequest, chat],
  ["responses", readResponsesRequest, responses],
  ["messages", readMessagesRequest, messages],
];

describe.each(FORMATS)("the reader of %s", (_, read, bodies) => {
  it("writes unchanged texts as they were", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const { messages: all, params, written } = read(body);
        expect(written(all, params)).toEqual(body);
      }),
    );
  });

  it("does not modify the caller's body", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const before = structuredClone(body);
        const { messages: all, params, written } = read(body);
        written(
          all.map((message) =>
            mapMessageTexts(message, (text, { rewritable }) => (rewritable ? `<${text.length}>` : text)),
          ),
          params,
        );
        expect(body).toEqual(before);
      }),
    );
  });
});

const count = (text: string): number => text.split(NEEDLE).length - 1;

describe.each(FORMATS)("any text in a conversation of %s", (_, read, bodies) => {
  it("can be rewritten in place, or only blocked", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const { messages: all, params, written } = read(body);
        let fixed = 0;
        const left = all.map((message) =>
          mapMessageTexts(message, (text, { rewritable }) => {
            if (rewritable) return text.replaceAll(NEEDLE, "mark");
            fixed += count(text);
            return text;
          }),
        );
        expect(count(JSON.stringify(written(left, params)))).toBe(fixed);
      }),
    );
  });
});

describe("media in a request of the Responses API", () => {
  it("are reported as unread by rails", () => {
    const { messages: all } = readResponsesRequest({
      input: [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: "https://x.test/a.png" },
            { type: "input_file", file_id: "file_1" },
          ],
        },
      ],
    });
    expect(unreadMedia(all)).toEqual(["file", "image"]);
  });
});

describe("a turn of the Messages API", () => {
  it.each([["tool"], ["developer"], [""], [7], [undefined]])(
    "with the role %j is rejected with the valid roles",
    (role) => {
      const read = () => readMessagesRequest({ messages: [{ role, content: "hi" }] as never });
      expect(read).toThrow(
        expect.objectContaining({ message: "role must be user, assistant or system", param: "messages" }),
      );
    },
  );

  it.each(["user", "assistant", "system"])("with the role %s is accepted", (role) => {
    expect(readMessagesRequest({ messages: [{ role, content: "hi" }] }).messages).toMatchObject([
      { role, content: "hi" },
    ]);
  });
});

describe("a removed text", () => {
  it("is removed from a message with parts, and the message with its last part", () => {
    const body = {
      messages: [
        { role: "user", content: [{ type: "text", text: "a" }] },
        {
          role: "user",
          content: [
            { type: "text", text: "b" },
            { type: "text", text: "c" },
          ],
        },
      ],
    };
    const { messages: all, params, written } = readMessagesRequest(body);
    const [first, second] = all;
    const left = { ...second!, content: (second!.content as readonly never[]).slice(1) };
    expect(written([left], params)).toEqual({ messages: [{ role: "user", content: [{ type: "text", text: "c" }] }] });
    expect(first?.role).toBe("user");
  });
});
