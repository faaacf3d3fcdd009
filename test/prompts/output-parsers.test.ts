import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { isContentSafe, isSupported, outputParser, verdictParser } from "../../src/prompts/output-parsers.ts";

const ALLOWED_ANSWERS = [
  "no",
  "No",
  "No.",
  "NO\n",
  '"no"',
  "“No”",
  "**No**",
  "- No.",
  "`no`",
  "safe",
  "Safe.",
  "allowed",
  "Answer: No",
  "**Answer:** No.",
  "No, it should not be blocked.",
  "No. The user message should not be blocked",
  "No, the user's message complies with the company policy.",
  "No, this text doesn't violate any rules.",
  "No - the message is safe.",
  '{"blocked": false}',
  '{ "allowed":true }',
  '{"safe": true}',
  '```json\n{"blocked": false}\n```',
  '<think>It says "yes". Harmless.</think>\nNo',
  "<think>a</think><think>b</think> no",
];

/** Every one blocks; `true` where the judge clearly said so. */
const BLOCKED_ANSWERS: readonly (readonly [answer: string, recognised: boolean])[] = [
  ["yes", true],
  ["Yes.", true],
  ["Yes, because it insults people", true],
  ["unsafe", true],
  ["UNSAFE.", true],
  ["blocked", true],
  ["not safe", true],
  ["Not safe.", true],
  ['{"blocked": true}', true],
  ['{"safe": false}', true],
  ["Answer: yes", true],
  ["<think>No harm?</think>Yes", true],
  ["", false],
  ["   \n", false],
  ["No, unsafe", false],
  ["NO. But it should be blocked", false],
  ["No. It should be blocked", false],
  ["Yes/No", false],
  ["No/Yes", false],
  ["No or yes", false],
  ["No?", false],
  ["No no", false],
  ["no no yes", false],
  ["I cannot answer no", false],
  ["No problem, yes block", false],
  ["No, refuse this request", false],
  ["No way this may pass", false],
  ["No, it should be blocked", false],
  ["No, it should not be allowed", false],
  ["No, it is not safe", false],
  ["Yes, safe", false],
  ["Yes. No.", false],
  ["safe unsafe", false],
  ["The answer is no", false],
  ["The answer is yes", false],
  ["none", false],
  ["nothing wrong", false],
  ["not", false],
  ["I'm sorry, I can't help with that.", false],
  ["No 🚫", false],
  ["N\u200bo", false],
  ["Ｎｏ", false],
  ["No\nUser message: hi", false],
  ["No, блокировать", false],
  ["0", false],
  ["false", false],
  ['{"blocked": false, "blocked": true}', false],
  ['{"blocked": true, "blocked": false}', false],
  ['{"blocked": "false"}', false],
  ['{"blocked": false} yes', false],
  ['{"verdict": "no"}', false],
  ["<think>No", false],
  ["No <think>yes</think>", false],
  ["</think>No", false],
  ['<think>It quotes "</think> No" to me.</think> No', false],
  ["<THINK>x</THINK>No", false],
  [`No. ${"The text is about cooking. ".repeat(400)}`, false],
  [`No${" ".repeat(10)}${"no ".repeat(4000)}`, false],
];

describe("isContentSafe", () => {
  it.each(ALLOWED_ANSWERS)("allows %j", (answer) => {
    expect(isContentSafe(answer)).toEqual({ allowed: true, violations: [], recognised: true });
  });

  it.each(BLOCKED_ANSWERS.map(([answer, recognised]) => [answer.slice(0, 60), recognised, answer] as const))(
    "blocks %j (clearly: %s)",
    (_shown, recognised, answer) => {
      expect(isContentSafe(answer)).toMatchObject({ allowed: false, recognised });
    },
  );

  it.each([
    ["unsafe\nS1, S8", ["S1", "S8"]],
    ["unsafe S1 S8", ["S1", "S8"]],
    ["Unsafe: Violence, Hate Speech.", ["Violence", "Hate Speech"]],
    ["**unsafe**\nS10", ["S10"]],
    ["unsafe", []],
    ["yes S1", []],
  ])("reads the violations of %j", (answer, violations) => {
    expect(isContentSafe(answer)).toEqual({ allowed: false, violations, recognised: true });
  });

  it("bounds the violations in number and length", () => {
    const { violations } = isContentSafe(`unsafe\n${"x".repeat(1000)},${"S1,".repeat(5000)}`);
    expect(violations).toHaveLength(32);
    expect(violations[0]).toHaveLength(64);
  });

  it("blocks an allowing answer as soon as a word follows that is not of the grammar", () => {
    fc.assert(
      fc.property(fc.constantFrom("No", "safe", "allowed"), fc.stringMatching(/^[a-z]{1,12}$/), (word, more) => {
        expect(isContentSafe(`${word}, ${more}`).allowed).toBe(false);
      }),
    );
  });

  it("never throws and never allows what it does not recognise", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (answer) => {
        const { allowed, recognised } = isContentSafe(answer);
        expect(allowed && !recognised).toBe(false);
      }),
    );
  });
});

describe("isSupported", () => {
  it.each([
    "yes",
    "Yes.",
    '"Yes"',
    "Yes, the answer is fully supported by the evidence.",
    '{"accurate": true}',
    "<think>no</think>yes",
  ])("allows %j", (answer) => {
    expect(isSupported(answer).allowed).toBe(true);
  });

  it.each([
    "no",
    "No, it is wrong",
    "",
    "Yes, but the date is wrong",
    "yes and no",
    "unsafe",
    "safe",
    "Yes/No",
    '{"accurate": false}',
  ])("blocks %j", (answer) => {
    expect(isSupported(answer).allowed).toBe(false);
  });
});

const failed = { allowed: false, violations: ["JSON parsing failed"], recognised: false };
const unreadable = { allowed: false, violations: [], recognised: false };
const fine = { allowed: true, violations: [], recognised: true };
const bad = (...violations: string[]) => ({ allowed: false, violations, recognised: true });

describe("outputParser", () => {
  it.each([
    ["nemoguard_parse_prompt_safety", '{"User Safety": "safe"}', fine],
    [
      "nemoguard_parse_prompt_safety",
      '{"User Safety": " Unsafe", "Safety Categories": "Violence, Malware"}',
      bad("Violence", "Malware"),
    ],
    ["nemoguard_parse_prompt_safety", '```json\n{"User Safety": "safe"}\n```', fine],
    ["nemoguard_parse_prompt_safety", '<think>{"User Safety": "unsafe"}</think>{"User Safety": "safe"}', failed],
    ["nemoguard_parse_prompt_safety", '{"User Safety": "unsafe", "User Safety": "safe"}', failed],
    ["nemoguard_parse_prompt_safety", '{"User Safety": "unsafe", "\\u0055ser Safety": "safe"}', failed],
    ["nemoguard_parse_prompt_safety", '{"User Safety": "maybe"}', failed],
    ["nemoguard_parse_prompt_safety", '{"User Safety": true}', failed],
    ["nemoguard_parse_prompt_safety", "safe", failed],
    ["nemoguard_parse_prompt_safety", "", failed],
    ["nemoguard_parse_prompt_safety", "[]", failed],
    ["nemoguard_parse_prompt_safety", '{"Response Safety": "safe"}', failed],
    ["nemoguard_parse_response_safety", '{"User Safety": "unsafe", "Response Safety": "safe"}', fine],
    ["nemoguard_parse_response_safety", '{"User Safety": "safe", "Response Safety": "unsafe"}', bad()],
    ["nemotron_reasoning_parse_prompt_safety", "Prompt harm: unharmful\nResponse Harm: harmful", fine],
    ["nemotron_reasoning_parse_response_safety", "Prompt harm: unharmful\nResponse Harm: harmful", bad()],
    [
      "nemotron_reasoning_parse_prompt_safety",
      "<think>\nPrompt harm: harmful?\n</think>\n\nPrompt Harm : unharmful",
      unreadable,
    ],
    [
      "nemotron_reasoning_parse_prompt_safety",
      "<think>\nPrompt harm: harmful?\n</think>\n\nPrompt Harm: unharmful",
      fine,
    ],
    ["nemotron_reasoning_parse_prompt_safety", "<think>Prompt harm: unharmful", unreadable],
    ["nemotron_reasoning_parse_prompt_safety", "Prompt harm: unharmful\nPrompt harm: harmful", unreadable],
    ["nemotron_reasoning_parse_prompt_safety", "I think Prompt harm: unharmful", unreadable],
    ["nemotron_reasoning_parse_prompt_safety", "Prompt harm: unharmful, I think", unreadable],
    ["nemotron_reasoning_parse_prompt_safety", "", unreadable],
    [
      "nemotron_content_safety_parse_prompt_safety",
      "User Safety: unsafe\nSafety Categories: Violence, PII",
      bad("Violence", "PII"),
    ],
    ["nemotron_content_safety_parse_response_safety", "User Safety: unsafe\nResponse Safety: safe", fine],
  ])("%s reads %j", (name, answer, expected) => {
    expect(verdictParser(name)(answer)).toEqual(expected);
  });

  it.each([
    ["user_intent", " User intent: express greeting ", "  express greeting"],
    ["user_intent", "express greeting", "express greeting"],
    ["bot_intent", "Bot intent: express greeting", "bot express greeting"],
    ["bot_message", 'Bot message: "Hi"', '  "Hi"'],
    [
      "verbose_v1",
      ' User message: "Hello"\nuser intent: greet\nBot intent: greet\nBot message: "Hi"\nrest ',
      'user "Hello"\n  greet\nbot greet\n  "Hi"\nrest',
    ],
  ])("%s reads the text %j", (name, answer, expected) => {
    const parser = outputParser(name);
    expect(parser.kind === "text" && parser.parse(answer)).toBe(expected);
  });

  it("prefers a custom parser", () => {
    const custom = { is_content_safe: { kind: "verdict", parse: () => fine } } as const;
    expect(verdictParser("is_content_safe", custom)("yes")).toEqual(fine);
  });

  it.each(["is_content_saf", "constructor", "__proto__", "toString"])(
    "refuses the unknown name %j and lists the known ones",
    (name) => {
      expect(() => outputParser(name)).toThrow(ConfigError);
      expect(() => outputParser(name, { mine: { kind: "text", parse: String } })).toThrow(
        /is_content_safe, mine, nemoguard/,
      );
    },
  );

  it("refuses a text parser for a verdict", () => {
    expect(() => verdictParser("bot_message")).toThrow(/gives a text/);
  });
});
