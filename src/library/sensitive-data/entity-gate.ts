import { gateDownTo, type NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import type { TextGate } from "../../text/text-gate.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { entityRules } from "./entity-rules.ts";

/** Code units. Only URLs can be longer; of those, only entities within are found. */
const MAX_LENGTH = 512;

/** Code units that hold five words in almost all cases. */
const NEAR_LENGTH = 64;

export interface EntityGateOptions {
  readonly action: "block" | "mask";
  readonly reading: NormalizationDepth;
  /** The replacement of a value. Default: its entity in angle brackets. */
  readonly replacement?: string;
}

/**
 * Compiles recognizers.
 *
 * @param threshold - the minimum score of a finding, from 0 to 1
 */
export const entityProgram = (recognizers: readonly EntityRecognizer[], threshold: number): RuleProgram =>
  compileRules(entityRules(recognizers, threshold), { nearLength: NEAR_LENGTH });

/** Returns a factory of gates that block or mask entities. */
export const entityGates = (
  program: RuleProgram,
  { action, reading, replacement }: EntityGateOptions,
): (() => TextGate) => {
  const options = { action, maxMatchLength: MAX_LENGTH, ...(replacement !== undefined && { replacement }) } as const;
  const create = (): TextGate => new RuleGate(program, options);
  return () => gateDownTo(reading, create);
};
