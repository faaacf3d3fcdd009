import type { FinishReason } from "../types.ts";
import { endsInReasoning } from "./answers/reasoning.ts";

/** What a judge's answer means. */
export interface ParsedVerdict {
  /** True only when the answer clearly allows. Whatever is unclear does not. */
  readonly allowed: boolean;
  /** Codes or categories the judge named, at most 32. */
  readonly violations: readonly string[];
  /** False when the answer could not be read and is a block only because that is the safe reading. */
  readonly recognised: boolean;
  /** Why it could not be read, for the operator's log. Holds nothing of the answer. */
  readonly why?: string;
}

/** Reads the text a judge answered. */
export type VerdictParser = (answer: string) => ParsedVerdict;

/** An answer of a judge as the model gave it. */
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
 * Reads a judge's answer with its parser. How the model finished counts too: an answer that its provider filtered is no
 * answer, and one that could not be read because the tokens ran out is told by that name. An answer that was cut off
 * after its verdict is read as it stands.
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

/** The entries of a list such as `S1, S8` or `Violence; Hate Speech`, bounded in number and length. */
export function parseViolations(text: string): readonly string[] {
  return splitList(text.slice(0, 4 * MAX_VIOLATIONS * MAX_VIOLATION_LENGTH))
    .map((item) => item.slice(0, MAX_VIOLATION_LENGTH))
    .filter((item) => item !== "")
    .slice(0, MAX_VIOLATIONS);
}
