import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PromptConfig } from "../../src/config/config-types.ts";
import { ConfigError, LimitError } from "../../src/errors.ts";
import { createNonce } from "../../src/prompts/nonce.ts";
import { compilePrompt, renderPrompt } from "../../src/prompts/render-prompt.ts";
import { shownText } from "../../src/prompts/template/history-filters.ts";
import type { ChatMessage } from "../../src/types/chat-message.ts";

const prompt = (rest: Partial<PromptConfig>): PromptConfig => ({
  task: "mine",
  models: [],
  maxLength: 16_000,
  mode: "standard",
  ...rest,
});

const history: readonly ChatMessage[] = [
  { role: "user", content: "first" },
  { role: "assistant", content: "1st" },
  { role: "user", content: "second" },
  { role: "assistant", content: "2nd" },
];

describe("renderPrompt", () => {
  it("renders content as one user message", () => {
    expect(renderPrompt(prompt({ content: "Check: {{ user_input }}\n" }), { user_input: "hi" })).toEqual([
      { role: "user", content: "Check: hi" },
    ]);
  });

  it("renders messages, treats bot as assistant, and skips blank ones", () => {
    const messages = [
      { type: "system", content: "{% if rules %}{{ rules }}{% endif %} " },
      { type: "user", content: "{{ user_input }}" },
      { type: "bot", content: "ok" },
      "{{ history | to_chat_messages }}",
    ];
    expect(renderPrompt(prompt({ messages }), { user_input: "hi" }, history.slice(2))).toEqual([
      { role: "user", content: "hi" },
      { role: "assistant", content: "ok" },
      { role: "user", content: "second" },
      { role: "assistant", content: "2nd" },
    ]);
  });

  it("accepts messages with type instead of role", () => {
    const shots = [
      { type: "user", content: "q" },
      { role: "assistant", content: "a" },
    ];
    expect(renderPrompt(prompt({ messages: ["{{ shots }}"] }), { shots })).toEqual([
      { role: "user", content: "q" },
      { role: "assistant", content: "a" },
    ]);
  });

  it("keeps content parts if the template is a single variable", () => {
    const parts = [
      { type: "text", text: "what is this" },
      { type: "image_url", image_url: { url: "data:," } },
    ];
    expect(renderPrompt(prompt({ content: "{{ user_input }}" }), { user_input: parts })).toEqual([
      { role: "user", content: parts },
    ]);
  });

  it("renders the same prompt again for other variables", () => {
    const frozen = Object.freeze(prompt({ content: "{{ x }}" }));
    expect(renderPrompt(frozen, { x: "a" })).toEqual([{ role: "user", content: "a" }]);
    expect(renderPrompt(frozen, { x: "b" })).toEqual([{ role: "user", content: "b" }]);
    expect(compilePrompt(frozen)).toBe(compilePrompt(frozen));
  });

  it("does not cache a prompt that can still change", () => {
    const open: { -readonly [K in keyof PromptConfig]: PromptConfig[K] } = { ...prompt({ content: "old" }) };
    renderPrompt(open, {});
    open.content = "new";
    expect(renderPrompt(open, {})).toEqual([{ role: "user", content: "new" }]);
  });

  it.each([
    [{ content: "a", messages: [] }, /either "content" or "messages"/],
    [{}, /either "content" or "messages"/],
    [{ messages: [{ type: "boss", content: "x" }] }, /message type "boss" is not known; use system/],
    [{ messages: ["no expression"] }, /must be one {{ expression }}/],
    [{ content: "{{ x | verbose_v9 }}" }, /filter "verbose_v9" is not known; known are abs, batch, capitalize/],
    [{ content: "ok\n{% if %}" }, /prompt "mine":2:4: /],
  ])("compilePrompt rejects %j", (rest, message) => {
    expect(() => compilePrompt(prompt(rest))).toThrow(ConfigError);
    expect(() => compilePrompt(prompt(rest))).toThrow(message);
  });

  it.each(["text", [1], [{ role: "tool", content: "x" }], [{ role: "user" }], [null]])(
    "rejects %j as a list of messages",
    (list) => {
      expect(() => renderPrompt(prompt({ messages: ["{{ list }}"] }), { list })).toThrow(ConfigError);
    },
  );
});

describe("renderPrompt with maxLength", () => {
  const content = "{{ history | user_assistant_sequence }}";

  it.each([
    [44, "User: first\nAssistant: 1st\nUser: second\nAssistant: 2nd".length],
    [54, 54],
  ])("fits or drops history at %i", (maxLength) => {
    const whole = "User: first\nAssistant: 1st\nUser: second\nAssistant: 2nd";
    const [message] = renderPrompt(prompt({ content, maxLength }), {}, history);
    expect(message?.content).toBe(maxLength >= whole.length ? whole : "User: second\nAssistant: 2nd");
  });

  it("drops as few of the oldest turns as possible", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 20 }), fc.nat({ max: 200 }), (sizes, maxLength) => {
        const turns = sizes.map((size, index): ChatMessage => ({
          role: "user",
          content: `${index}:${"x".repeat(size)}`,
        }));
        const rendered = renderPrompt(prompt({ messages: ["{{ history | to_chat_messages }}"], maxLength }), {}, turns);
        const length = (messages: readonly ChatMessage[]): number =>
          messages.reduce((sum, { content }) => sum + shownText({ content }).length, 0);
        expect(rendered).toEqual(turns.slice(turns.length - rendered.length));
        expect(length(rendered)).toBeLessThanOrEqual(maxLength);
        if (rendered.length < turns.length)
          expect(length(turns.slice(turns.length - rendered.length - 1))).toBeGreaterThan(maxLength);
      }),
    );
  });

  it("throws if it is too long even without history", () => {
    const long = prompt({ content: `{{ user_input }}${content}`, maxLength: 10 });
    const run = () => renderPrompt(long, { user_input: "x".repeat(11) }, history);
    expect(run).toThrow(LimitError);
    expect(run).toThrow("Prompt exceeds max length of 10 characters even without history");
    expect(() => renderPrompt(prompt({ content: "12345", maxLength: 4 }), {}, history)).toThrow(LimitError);
  });

  it("drops history that exceeds the limits of a template", () => {
    const huge: ChatMessage[] = [
      { role: "user", content: "x".repeat(2_000_000) },
      { role: "user", content: "hi" },
    ];
    expect(renderPrompt(prompt({ content }), {}, huge)).toEqual([{ role: "user", content: "User: hi" }]);
  });

  it("counts an image as its placeholder", () => {
    const parts = [{ type: "image_url", image_url: { url: "x".repeat(1000) } }];
    const image = { user_input: parts };
    expect(renderPrompt(prompt({ content: "{{ user_input }}", maxLength: 11 }), image)).toHaveLength(1);
    expect(() => renderPrompt(prompt({ content: "{{ user_input }}", maxLength: 10 }), image)).toThrow(LimitError);
  });
});

it("createNonce writes the random bytes as 16 hexadecimal digits", () => {
  expect(createNonce((bytes) => bytes.fill(10))).toBe("0a0a0a0a0a0a0a0a");
  expect(createNonce()).not.toBe(createNonce());
});
