import { gateDownTo, type NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import type { TextGate } from "../../text/text-gate.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { entityRules } from "./entity-rules.ts";

/** Longer than any entity but a URL, of which then only what is within is found. */
const MAX_LENGTH = 512;

/** Five words are hardly ever longer. */
const NEAR_LENGTH = 64;

export interface EntityGateOptions {
  readonly action: "block" | "mask";
  readonly reading: NormalizationDepth;
  /** What stands in the place of a value. Default: its entity in angle brackets. */
  readonly replacement?: string;
}

/**
 * What finds entities.
 *
 * @param threshold - how sure a value must be, from 0 to 1.
 */
export const entityProgram = (recognizers: readonly EntityRecognizer[], threshold: number): RuleProgram =>
  compileRules(entityRules(recognizers, threshold), { nearLength: NEAR_LENGTH });

/** Makes machines that block or mask entities, one for each text. */
export const entityGates = (
  program: RuleProgram,
  { action, reading, replacement }: EntityGateOptions,
): (() => TextGate) => {
  const options = { action, maxMatchLength: MAX_LENGTH, ...(replacement !== undefined && { replacement }) } as const;
  const create = (): TextGate => new RuleGate(program, options);
  return () => gateDownTo(reading, create);
};
