import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type FlowSpec, type RailGroup, type RailSetup } from "../../rails/spec.ts";
import { type UnicodeTrickSettings, unicodeTrickSettings } from "./settings.ts";
import { UnicodeGate } from "./unicode-gate.ts";

const GROUPS: readonly RailGroup[] = ["input", "output"];

const create = ({ flow, name, settings }: RailSetup<UnicodeTrickSettings>): IncrementalRail => {
  const { action, maxMarks } = settings;
  const options = { action: name.startsWith("detect") ? "block" : action, maxMarks } as const;
  return { name: flow, reads: "incremental", createGate: () => new UnicodeGate(options) };
};

const flowsOf = (verb: "detect" | "strip"): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(
    GROUPS.map((group) => [
      `${verb} unicode tricks on ${group}`,
      { groups: [group], reads: "incremental", rewrites: verb === "strip" },
    ]),
  );

/** `detect unicode tricks on …` blocks a text that hides characters, `strip unicode tricks on …` takes them away or shows them. */
export const unicodeTricks: AnyRailSpec = defineRailSpec({
  flows: { ...flowsOf("detect"), ...flowsOf("strip") },
  settings: { key: "unicode_tricks", schema: unicodeTrickSettings },
  create,
});
