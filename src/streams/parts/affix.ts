import { AffixTrimmer, type Affixes } from "../../text/affix-trimmer.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Stage } from "../stage.ts";
import { TextMachineStage } from "./text-machine-stage.ts";

/**
 * Removes one prefix and one suffix from the text of every choice, even if they are split over chunks. Text without
 * them passes unchanged. Holds back at most their length.
 *
 * @example
 * const trimmed = pipeline(parts, [affixTrim({ prefix: "```json\n", suffix: "\n```" })]);
 */
export const affixTrim = (affixes: Affixes): Stage<StreamPart, StreamPart> =>
  new TextMachineStage<AffixTrimmer, string>({
    name: "affix-trim",
    create: ({ channel }) => new AffixTrimmer(channel === "text" ? affixes : {}),
    textOf: (text) => text,
  });
