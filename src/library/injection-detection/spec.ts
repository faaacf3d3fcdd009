import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { injectionGates } from "./injection-gate.ts";
import { type InjectionSettings, injectionSettings } from "./settings.ts";

const create = ({ flow, settings }: RailSetup<InjectionSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: injectionGates(settings),
});

/**
 * `injection detection` blocks an answer with code that another program would run, or removes the code. Under
 * `rails.tool_output` it checks only the arguments of tool calls.
 */
export const injectionDetection: AnyRailSpec = defineRailSpec({
  flows: {
    "injection detection": {
      groups: ["output", "toolOutput"],
      reads: "incremental",
      rewrites: true,
      exception: "InjectionDetectionRailException",
    },
  },
  settings: { key: "injection_detection", schema: injectionSettings },
  create,
});
