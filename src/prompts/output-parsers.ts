import { ConfigError } from "../errors.ts";
import { isRecord, parseJson } from "../json.ts";
import { readAnswer, withoutFence } from "./answers/first-word.ts";
import { SAFE_OR_UNSAFE, YES_ALLOWS, YES_BLOCKS } from "./answers/grammars.ts";
import { withoutReasoning } from "./answers/reasoning.ts";
import type { ParsedVerdict, VerdictParser } from "./judge-answers.ts";
import { ALLOWED, blocked, parseViolations, unreadable } from "./judge-answers.ts";

/** Parses a model's answer to a judge's verdict, or to a text. */
export type OutputParser =
  | { readonly kind: "verdict"; readonly parse: VerdictParser }
  | { readonly kind: "text"; readonly parse: (answer: string) => string };

/** Parsers by the names that `output_parser` of a prompt refers to. */
export type OutputParsers = Readonly<Record<string, OutputParser>>;

const verdict = (parse: VerdictParser): OutputParser => ({ kind: "verdict", parse });
const text = (parse: (answer: string) => string): OutputParser => ({ kind: "text", parse });

/** For the question whether a text must be blocked: `Yes` and `unsafe\nS1` block; `No` and `safe` allow. */
export const isContentSafe = (answer: string): ParsedVerdict => readAnswer(answer, YES_BLOCKS);

/** For models that answer `safe`, or `unsafe` and the categories. */
export const isSafe = (answer: string): ParsedVerdict => readAnswer(answer, SAFE_OR_UNSAFE);

/** For the question whether a text is supported: `Yes` allows, `No` blocks. */
export const isSupported = (answer: string): ParsedVerdict => readAnswer(answer, YES_ALLOWS);

/** The violation for JSON that cannot be parsed, as in NeMo Guardrails. */
const PARSING_FAILED = "JSON parsing failed";

const failed = (why: string): ParsedVerdict => ({ ...unreadable(why), violations: [PARSING_FAILED] });

/** Whether a field occurs exactly once. JSON.parse would use the last of several, and escapes can hide a key. */
const saysOnce = (text: string, field: string): boolean =>
  text.split(`"${field}"`).length === 2 && !text.includes("\\u");

/** Parses NemoGuard's JSON: `{"User Safety": "unsafe", "Safety Categories": "Violence, Malware"}`. */
const nemoGuard =
  (field: string): VerdictParser =>
  (answer) => {
    const bare = withoutReasoning(answer);
    if ("why" in bare) return failed(bare.why);
    const object = parseJson(withoutFence(bare.text));
    const value = isRecord(object) && saysOnce(bare.text, field) ? own(object, field) : undefined;
    if (typeof value !== "string") return failed(`the answer is no JSON object that says "${field}" once`);
    return readLabel(value, "safe", "unsafe", own(object, "Safety Categories")) ?? failed(unknownLabel(field));
  };

const own = (object: unknown, key: string): unknown =>
  isRecord(object) && Object.hasOwn(object, key) ? object[key] : undefined;

const unknownLabel = (field: string): string => `"${field}" is neither of its two labels`;

function readLabel(label: string, allow: string, block: string, categories: unknown): ParsedVerdict | undefined {
  const word = label.trim().toLowerCase();
  if (word === allow) return ALLOWED;
  return word === block ? blocked(typeof categories === "string" ? parseViolations(categories) : []) : undefined;
}

const mentions = (answer: string, field: string): number =>
  answer.match(new RegExp(`${field}\\s*:`, "gi"))?.length ?? 0;

/** The value in a line `field: value`; undefined if there is no such line. */
const lineValue = (answer: string, field: string): string | undefined =>
  new RegExp(`^[ \\t*]*${field}\\s*:[ \\t*]*(.*)$`, "im").exec(answer)?.[1];

interface Labels {
  /** The field that decides, and the other one. An answer that has either of them twice is unreadable. */
  readonly fields: readonly [string, string];
  readonly allow: string;
  readonly block: string;
}

/** Parses Nemotron's lines: `Prompt harm: unharmful`, or `User Safety: unsafe` with `Safety Categories: …`. */
const nemotron =
  ({ fields, allow, block }: Labels): VerdictParser =>
  (answer) => {
    const bare = withoutReasoning(answer);
    if ("why" in bare) return unreadable(bare.why);
    const [field] = fields;
    const label = lineValue(bare.text, field);
    if (label === undefined) return unreadable(`the answer has no line "${field}: …"`);
    if (fields.some((one) => mentions(bare.text, one) > 1)) return unreadable("the answer gives a label twice");
    const categories = lineValue(bare.text, "Safety Categories");
    return readLabel(label, allow, block, categories) ?? unreadable(unknownLabel(field));
  };

const HARM = { allow: "unharmful", block: "harmful" };
const SAFETY = { allow: "safe", block: "unsafe" };

/** Replaces a prefix and trims the rest; other texts are only trimmed. */
const prefixed =
  (prefix: string, replacement: string) =>
  (answer: string): string => {
    const trimmed = answer.trim();
    if (!trimmed.toLowerCase().startsWith(prefix)) return trimmed;
    return replacement + trimmed.slice(prefix.length).trim();
  };

const PREFIXES = new Map([
  ["user message:", "user "],
  ["user intent:", "  "],
  ["bot intent:", "bot "],
  ["bot message:", "  "],
]);

function verboseLine(line: string): string {
  for (const [prefix, replacement] of PREFIXES)
    if (line.trim().toLowerCase().startsWith(prefix)) return prefixed(prefix, replacement)(line);
  return line.trim();
}

const BUILTIN_PARSERS: OutputParsers = Object.freeze({
  is_content_safe: verdict(isContentSafe),
  // NeMo Guardrails documents `safe` or `unsafe: <reason>` as the answer, which this parser accepts.
  parse_tool_safety_verdict: verdict(isContentSafe),
  nemoguard_parse_prompt_safety: verdict(nemoGuard("User Safety")),
  nemoguard_parse_response_safety: verdict(nemoGuard("Response Safety")),
  nemotron_reasoning_parse_prompt_safety: verdict(nemotron({ fields: ["Prompt harm", "Response harm"], ...HARM })),
  nemotron_reasoning_parse_response_safety: verdict(nemotron({ fields: ["Response harm", "Prompt harm"], ...HARM })),
  nemotron_content_safety_parse_prompt_safety: verdict(
    nemotron({ fields: ["User Safety", "Response Safety"], ...SAFETY }),
  ),
  nemotron_content_safety_parse_response_safety: verdict(
    nemotron({ fields: ["Response Safety", "User Safety"], ...SAFETY }),
  ),
  user_intent: text(prefixed("user intent:", "  ")),
  bot_intent: text(prefixed("bot intent:", "bot ")),
  bot_message: text(prefixed("bot message:", "  ")),
  verbose_v1: text((answer) => answer.split("\n").map(verboseLine).join("\n")),
});

/**
 * The parser of that name; one in `custom` wins over a built-in one.
 *
 * @throws {ConfigError} on an unknown name
 */
export function outputParser(name: string, custom: OutputParsers = {}): OutputParser {
  for (const parsers of [custom, BUILTIN_PARSERS]) {
    const parser = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
    if (parser !== undefined) return parser;
  }
  const known = [...new Set([...Object.keys(BUILTIN_PARSERS), ...Object.keys(custom)])].sort().join(", ");
  throw new ConfigError(`The output parser "${name}" is not known; known are ${known}`);
}

/**
 * The same for a judge.
 *
 * @throws {ConfigError} on an unknown name, and on a parser that gives a text and not a verdict
 */
export function verdictParser(name: string, custom?: OutputParsers): VerdictParser {
  const parser = outputParser(name, custom);
  if (parser.kind === "verdict") return parser.parse;
  throw new ConfigError(
    `The output parser "${name}" gives a text; a check needs one that gives a verdict, such as is_content_safe`,
  );
}
