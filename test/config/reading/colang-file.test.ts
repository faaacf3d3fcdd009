import { expect, test } from "vitest";
import { readColangFile } from "../../../src/config/reading/colang-file.ts";
import { nodeToValue } from "../../../src/config/reading/config-node.ts";
import type { ConfigIssue } from "../../../src/errors.ts";

function parse(text: string): { messages: unknown; issues: ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  const node = readColangFile(text, "x.co", issues);
  return { messages: node === undefined ? undefined : nodeToValue(node), issues };
}

test("readColangFile reads bot messages and user messages with their variants", () => {
  const text = `# greetings
define user express greeting
  "hello"
  "hi"  # short

define bot express greeting
  "Hello there!\\nHow are you?"
  # a comment
  "Say \\"hi\\""

define bot  say   bye # later
\t"Bye {{ name }} #1"
define bot express greeting
  "Hey"
`;
  expect(parse(text)).toEqual({
    messages: {
      bot_messages: {
        "express greeting": ["Hello there!\nHow are you?", 'Say "hi"', "Hey"],
        "say bye": ["Bye {{ name }} #1"],
      },
      user_messages: { "express greeting": ["hello", "hi"] },
    },
    issues: [],
  });
});

test("readColangFile keeps a text over several lines", () => {
  const { messages, issues } = parse('define bot x\r\n  "one\r\n  two # still text\r\n    three"\r\n  "four"\r\n');
  expect(messages).toMatchObject({ bot_messages: { x: ["one\ntwo # still text\n  three", "four"] } });
  expect(issues).toEqual([]);
});

test("readColangFile skips docstrings", () => {
  const { messages, issues } = parse('"""one line"""\n"""\ndefine flow x\n"""\ndefine bot a\n  """note"""\n  "b"');
  expect(messages).toMatchObject({ bot_messages: { a: ["b"] } });
  expect(issues).toEqual([]);
});

test("readColangFile keeps the source of a file that has more than messages", () => {
  const text = 'define bot a\n  "b"\n\ndefine flow r\n  bot a';
  expect(parse(text)).toEqual({
    messages: { bot_messages: { a: ["b"] }, user_messages: {}, colang: { files: [{ file: "x.co", content: text }] } },
    issues: [],
  });
});

test("readColangFile ignores other languages", () => {
  const text = "flow main\n  match x";
  expect(parse(text)).toEqual({ messages: { colang: { files: [{ file: "x.co", content: text }] } }, issues: [] });
});

test("readColangFile rejects names of inherited properties", () => {
  expect(parse('define bot __proto__\n  "x"').issues).toEqual([
    expect.objectContaining({ source: "x.co", line: 1, message: expect.stringMatching(/refused/) }),
  ]);
});

test.each(["", "# only a comment", '"""define flow x"""'])("readColangFile accepts an empty text: %j", (text) => {
  expect(parse(text)).toEqual({ messages: { bot_messages: {}, user_messages: {} }, issues: [] });
});

test("readColangFile fails at a limit of texts", () => {
  const { issues } = parse(`define bot a\n${'  "x"\n'.repeat(150_000)}`);
  expect(issues).toEqual([{ source: "x.co", line: 100_002, message: "The config has too many values" }]);
});
