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
  ["a flow", 'define bot a\n  "b"\n\ndefine flow greet\n  user hi\n  bot hi', 4, /supported yet \(here "greet", 1 of/],
  ["a subflow", "define subflow x\n  bot hi", 1, /supported yet \(here "x"\): use/],
  ["several flows", "define flow\n  bot hi\ndefine flow b\n  stop", 1, /here line 1 and 1 more\)/],
  ["a line that stands in nothing", '  bot hi\ndefine bot a\n  "b"', 1, /Expected define user/],
  ["a condition", 'define bot a\n  if $x\n    "b"', 2, /Expected a text in double quotes/],
  ["two texts in a line", 'define user a\n  "x" and "y"', 2, /Expected a text in double quotes/],
  ["an open text", 'define bot a\n  "b\n  c\n', 2, /no closing quote/],
  ["a name of objects", 'define bot __proto__\n  "x"', 1, /refused/],
])("parseColangMessages reports %s once", (_name, text, line, message) => {
  expect(parse(text).issues).toEqual([
    expect.objectContaining({ source: "x.co", line, message: expect.stringMatching(message) }),
  ]);
});

test.each(["flow main\n  match x", "import core", "# text\nbot hi"])(
  "parseColangMessages refuses Colang 2: %j",
  (text) => {
    expect(parse(text).issues).toEqual([{ source: "x.co", message: expect.stringContaining("Colang 2") }]);
  },
);

test.each(["", "# only a comment", '"""define flow x"""'])(
  "parseColangMessages takes a text that says nothing: %j",
  (text) => {
    expect(parse(text)).toEqual({ messages: { bot_messages: {}, user_messages: {} }, issues: [] });
  },
);

test("parseColangMessages stops at more texts than any config has", () => {
  const { issues } = parse(`define bot a\n${'  "x"\n'.repeat(150_000)}`);
  expect(issues).toEqual([{ source: "x.co", line: 100_002, message: "The config has too many values" }]);
});
