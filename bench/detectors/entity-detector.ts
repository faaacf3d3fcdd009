import { entityGates, entityProgram } from "../../src/library/sensitive-data/entity-gate.ts";
import type { EntityRecognizer } from "../../src/library/sensitive-data/entity-recognizer.ts";
import type { NormalizationDepth } from "../../src/text/normalize/normalization-level.ts";
import type { Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";

/** A detector of entities in whole texts, with a minimum score. */
export const entityDetector = (
  recognizers: readonly EntityRecognizer[],
  threshold: number,
  reading: NormalizationDepth = "exact",
): Detector => gateDetector(entityGates(entityProgram(recognizers, threshold), { action: "mask", reading }));
