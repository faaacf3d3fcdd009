import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { RepetitionGate } from "./repetition-gate.ts";
import { type RepetitionSettings, repetitionSettings } from "./settings.ts";

const create = ({ flow, settings }: RailSetup<RepetitionSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: () => new RepetitionGate(settings),
});

/** `stop repetition on output` blocks an answer that repeats itself, which also stops the model. */
export const repetition: AnyRailSpec = defineRailSpec({
  flows: { "stop repetition on output": { groups: ["output"], reads: "incremental" } },
  settings: { key: "repetition", schema: repetitionSettings },
  create,
});
