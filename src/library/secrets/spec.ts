import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type FlowSpec, type RailGroup, type RailSetup } from "../../rails/spec.ts";
import { createSecretGate, secretProgram } from "./secret-gate.ts";
import { type SecretSettings, secretSettings } from "./settings.ts";

const GROUPS: readonly RailGroup[] = ["input", "output", "retrieval"];
const create = ({ flow, name, settings }: RailSetup<SecretSettings>): IncrementalRail => {
  const action = name.startsWith("mask") ? "mask" : "block";
  const program = secretProgram(settings);
  return { name: flow, reads: "incremental", createGate: () => createSecretGate(program, action) };
};

const flowsOf = (verb: "detect" | "mask"): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(
    GROUPS.map((group) => [
      `${verb} secrets on ${group}`,
      { groups: [group], reads: "incremental", rewrites: verb === "mask" },
    ]),
  );

/** `detect secrets on …` blocks a text that holds a key, a token or a password, `mask secrets on …` puts its kind in its place. */
export const secrets: AnyRailSpec = defineRailSpec({
  flows: { ...flowsOf("detect"), ...flowsOf("mask") },
  settings: { key: "secrets", schema: secretSettings },
  create,
});
