import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { flowsOn } from "../shared/directions.ts";
import { type PromptInjectionSettings, promptInjectionSettings } from "./settings.ts";
import { SignGate } from "./sign-gate.ts";

const create = ({ flow, settings: { threshold } }: RailSetup<PromptInjectionSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: () => new SignGate(threshold),
});

/** `detect prompt injection on …` blocks a text with signs of an attempt to talk the model out of its task. */
export const promptInjection: AnyRailSpec = defineRailSpec({
  flows: flowsOn(["input", "retrieval", "tool results"], "detect prompt injection", { reads: "incremental" }),
  settings: { key: "prompt_injection", schema: promptInjectionSettings },
  create,
});
