import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type FlowSpec, type RailGroup, type RailSetup } from "../../rails/spec.ts";
import { type PromptInjectionSettings, promptInjectionSettings } from "./settings.ts";
import { SignGate } from "./sign-gate.ts";

const create = ({ flow, settings: { threshold } }: RailSetup<PromptInjectionSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: () => new SignGate(threshold),
});

const GROUPS: Readonly<Record<string, RailGroup>> = {
  input: "input",
  retrieval: "retrieval",
  "tool results": "toolInput",
};

const flows: Readonly<Record<string, FlowSpec>> = Object.fromEntries(
  Object.entries(GROUPS).map(([name, group]) => [
    `detect prompt injection on ${name}`,
    { groups: [group], reads: "incremental" },
  ]),
);

/** `detect prompt injection on …` blocks a text with signs of an attempt to talk the model out of its task. */
export const promptInjection: AnyRailSpec = defineRailSpec({
  flows,
  settings: { key: "prompt_injection", schema: promptInjectionSettings },
  create,
});
