import { expect, test } from "vitest";
import { parseColangMessages } from "../../../src/config/reading/colang-messages.ts";
import { nodeToValue } from "../../../src/config/reading/config-node.ts";
import type { ConfigIssue } from "../../../src/errors.ts";

function parse(text: string): { messages: unknown; issues: ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  const node = parseColangMessages(text, "x.co", issues);
  return { messages: node === undefined ? undefined : nodeToValue(node), issues };
}

test("parseColangMessages reads bot messages and user messages with their variants", () => {
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

test("parseColangMessages keeps a text over several lines whole", () => {
  const { messages, issues } = parse('define bot x\r\n  "one\r\n  two # still text\r\n    three"\r\n  "four"\r\n');
  expect(messages).toMatchObject({ bot_messages: { x: ["one\ntwo # still text\n  three", "four"] } });
  expect(issues).toEqual([]);
});

test("parseColangMessages skips docstrings", () => {
  const { messages, issues } = parse('"""one line"""\n"""\ndefine flow x\n"""\ndefine bot a\n  """note"""\n  "b"');
  expect(messages).toMatchObject({ bot_messages: { a: ["b"] } });
  expect(issues).toEqual([]);
});

test.each([
  ["a flow", 'define bot a\n  "b"\n\ndefine flow greet\n  user hi\n  bot hi', 4, "Colang flows are not supported yet"],
  ["a subflow", "define subflow x\n  bot hi", 1, "not supported yet"],
  ["Colang 2", "flow main\n  match x", 1, "not supported yet"],
  ["a line that stands in nothing", "  bot hi", 1, "not supported yet"],
  ["a condition", 'define bot a\n  if $x\n    "b"', 2, "expected a text in double quotes"],
  ["two texts in a line", 'define user a\n  "x" and "y"', 2, "expected a text in double quotes"],
  ["an open text", 'define bot a\n  "b\n  c\n', 2, "no closing quote"],
  ["a name of objects", 'define bot __proto__\n  "x"', 1, "refused"],
])("parseColangMessages reports %s once", (_name, text, line, message) => {
  expect(parse(text).issues).toEqual([
    expect.objectContaining({ source: "x.co", line, message: expect.stringContaining(message) }),
  ]);
});

test("parseColangMessages stops at more texts than any config has", () => {
  const { issues } = parse(`define bot a\n${'  "x"\n'.repeat(150_000)}`);
  expect(issues).toEqual([{ source: "x.co", line: 100_002, message: "The config has too many values" }]);
});
