import { entityDetector } from "../../../bench/detectors/entity-detector.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";

export const found = (entity: string, text: string, threshold = 0.35): readonly string[] =>
  entityDetector(
    RECOGNIZERS.filter((recognizer) => recognizer.entity === entity),
    threshold,
  )(text).map(({ start, end }) => text.slice(start, end));
