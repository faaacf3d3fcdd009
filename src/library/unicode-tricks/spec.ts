import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { EVERY_DIRECTION, flowsOn } from "../shared/directions.ts";
import { type UnicodeTrickSettings, unicodeTrickSettings } from "./settings.ts";
import { UnicodeGate } from "./unicode-gate.ts";

const create = ({ flow, name, settings }: RailSetup<UnicodeTrickSettings>): IncrementalRail => {
  const { action, maxMarks } = settings;
  const options = { action: name.startsWith("detect") ? "block" : action, maxMarks } as const;
  return { name: flow, reads: "incremental", createGate: () => new UnicodeGate(options) };
};

/**
 * `detect unicode tricks on …` blocks a text with hidden characters, `strip unicode tricks on …` removes or shows them.
 */
export const unicodeTricks: AnyRailSpec = defineRailSpec({
  flows: {
    ...flowsOn(EVERY_DIRECTION, "detect unicode tricks", { reads: "incremental" }),
    ...flowsOn(EVERY_DIRECTION, "strip unicode tricks", { reads: "incremental", rewrites: true }),
  },
  settings: { key: "unicode_tricks", schema: unicodeTrickSettings },
  create,
});
