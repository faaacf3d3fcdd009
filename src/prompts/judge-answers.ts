import type { FinishReason } from "../types/stream-part.ts";
import { endsInReasoning } from "./answers/reasoning.ts";

/** The parsed answer of a judge. */
export interface ParsedVerdict {
  /** Whether the answer clearly allows. An unclear answer does not. */
  readonly allowed: boolean;
  /** Codes or categories that the judge named, at most 32. */
  readonly violations: readonly string[];
  /** Whether the answer could be parsed. One that could not blocks. */
  readonly recognised: boolean;
  /** Why it could not be parsed, for the operator's log. Contains nothing of the answer. */
  readonly why?: string;
}

/** Parses the answer of a judge. */
export type VerdictParser = (answer: string) => ParsedVerdict;

/** The answer of a judge as the model returned it. */
export interface JudgeAnswer {
  readonly content: string;
  readonly finishReason?: FinishReason;
}

export const ALLOWED: ParsedVerdict = Object.freeze({ allowed: true, violations: [], recognised: true });
const UNREADABLE: ParsedVerdict = Object.freeze({ allowed: false, violations: [], recognised: false });

export const blocked = (violations: readonly string[] = []): ParsedVerdict => ({
  allowed: false,
  violations,
  recognised: true,
});

export const unreadable = (why: string): ParsedVerdict => ({ ...UNREADABLE, why });

const CURE = "raise max_tokens of the prompt";
const CUT_IN_REASONING = `the answer was cut off while the judge was still thinking: ${CURE}`;
const CUT = `the answer was cut off: ${CURE}`;
const FILTERED = "the judge's provider filtered the answer";

/**
 * Parses a judge's answer, considering its finish reason: an answer that the provider filtered is unreadable, and an
 * unreadable one that ran out of tokens is reported as such. An answer that was cut off after its verdict is valid.
 */
export function readVerdict(parse: VerdictParser, { content, finishReason }: JudgeAnswer): ParsedVerdict {
  if (finishReason === "content_filter") return unreadable(FILTERED);
  const verdict = parse(content);
  if (verdict.recognised || finishReason !== "length") return verdict;
  return { ...verdict, why: content.trim() === "" || endsInReasoning(content) ? CUT_IN_REASONING : CUT };
}

const MAX_VIOLATIONS = 32;
const MAX_VIOLATION_LENGTH = 64;

const splitList = (text: string): readonly string[] => {
  const items = text.split(/[,;\n]/).map((item) => item.trim().replaceAll(/^[*"'`[]+|[.*"'`\]]+$/g, ""));
  const isCodes = items.every((item) => item.split(/\s+/).every((word) => /^(?:[A-Z]{1,3}\d{1,3})?$/i.test(word)));
  return isCodes ? items.flatMap((item) => item.split(/\s+/)) : items;
};

/** Parses a list such as `S1, S8` or `Violence; Hate Speech`. The number and length of entries are bounded. */
export function parseViolations(text: string): readonly string[] {
  return splitList(text.slice(0, 4 * MAX_VIOLATIONS * MAX_VIOLATION_LENGTH))
    .map((item) => item.slice(0, MAX_VIOLATION_LENGTH))
    .filter((item) => item !== "")
    .slice(0, MAX_VIOLATIONS);
}
