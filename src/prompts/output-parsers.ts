import { ConfigError } from "../errors.ts";
import type { ParsedVerdict } from "./judge-answers.ts";
import {
  ALLOWED,
  blocked,
  parseViolations,
  readAnswer,
  UNREADABLE,
  withoutFence,
  withoutReasoning,
  YES_ALLOWS,
  YES_BLOCKS,
} from "./judge-answers.ts";
import { isDict } from "./template/template-values.ts";

/** Reads what a model answered: a judge's verdict, or a text to go on with. */
export type OutputParser =
  | { readonly kind: "verdict"; readonly parse: (answer: string) => ParsedVerdict }
  | { readonly kind: "text"; readonly parse: (answer: string) => string };

export type OutputParsers = Readonly<Record<string, OutputParser>>;

const verdict = (parse: (answer: string) => ParsedVerdict): OutputParser => ({ kind: "verdict", parse });
const text = (parse: (answer: string) => string): OutputParser => ({ kind: "text", parse });

/** A judge that was asked whether a text must be blocked: `Yes`, `unsafe\nS1` block; `No`, `safe` allow. */
export const isContentSafe = (answer: string): ParsedVerdict => readAnswer(answer, YES_BLOCKS);

/** A judge that was asked whether a text is supported: `Yes` allows, `No` blocks. */
export const isSupported = (answer: string): ParsedVerdict => readAnswer(answer, YES_ALLOWS);

const PARSING_FAILED: ParsedVerdict = Object.freeze({ ...UNREADABLE, violations: ["JSON parsing failed"] });

function parseObject(answer: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(withoutFence(withoutReasoning(answer) ?? ""));
    return isDict(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** NemoGuard's JSON: `{"User Safety": "unsafe", "Safety Categories": "Violence, Malware"}`. */
const nemoGuard =
  (field: string) =>
  (answer: string): ParsedVerdict => {
    const object = parseObject(answer);
    const value = object !== undefined && Object.hasOwn(object, field) ? object[field] : undefined;
    // JSON.parse keeps the last of two equal keys; an answer that says it twice says nothing.
    if (
      object === undefined ||
      typeof value !== "string" ||
      answer.split(`"${field}"`).length !== 2 ||
      answer.includes("\\u")
    )
      return PARSING_FAILED;
    return readLabel(value, "safe", "unsafe", object["Safety Categories"]) ?? PARSING_FAILED;
  };

function readLabel(label: string, allow: string, block: string, categories: unknown): ParsedVerdict | undefined {
  const word = label.trim().toLowerCase();
  if (word === allow) return ALLOWED;
  return word === block ? blocked(typeof categories === "string" ? parseViolations(categories) : []) : undefined;
}

/** The value of `field: value` on a line of its own; undefined when the field is missing or named twice. */
function lineValue(answer: string, field: string): string | undefined {
  const mentions = answer.toLowerCase().split(`${field}:`).length - 1;
  const line = answer.split("\n").find((one) => one.trim().toLowerCase().startsWith(`${field}:`));
  return mentions === 1 && line !== undefined ? line.slice(line.indexOf(":") + 1) : undefined;
}

/** Nemotron's lines: `Prompt harm: unharmful`, or `User Safety: unsafe` with `Safety Categories: …`. */
const nemotron =
  (field: string, allow: string, block: string) =>
  (answer: string): ParsedVerdict => {
    const lines = withoutReasoning(answer);
    const label = lines === undefined ? undefined : lineValue(lines, field);
    if (lines === undefined || label === undefined) return UNREADABLE;
    return readLabel(label, allow, block, lineValue(lines, "safety categories")) ?? UNREADABLE;
  };

/** Replaces a prefix and trims what follows; any other text is only trimmed. */
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
  nemoguard_parse_prompt_safety: verdict(nemoGuard("User Safety")),
  nemoguard_parse_response_safety: verdict(nemoGuard("Response Safety")),
  nemotron_reasoning_parse_prompt_safety: verdict(nemotron("prompt harm", "unharmful", "harmful")),
  nemotron_reasoning_parse_response_safety: verdict(nemotron("response harm", "unharmful", "harmful")),
  nemotron_content_safety_parse_prompt_safety: verdict(nemotron("user safety", "safe", "unsafe")),
  nemotron_content_safety_parse_response_safety: verdict(nemotron("response safety", "safe", "unsafe")),
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
export function verdictParser(name: string, custom?: OutputParsers): (answer: string) => ParsedVerdict {
  const parser = outputParser(name, custom);
  if (parser.kind === "verdict") return parser.parse;
  throw new ConfigError(
    `The output parser "${name}" gives a text; a check needs one that gives a verdict, such as is_content_safe`,
  );
}
