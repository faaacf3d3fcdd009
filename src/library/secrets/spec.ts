import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { EVERY_DIRECTION, flowsOn } from "../shared/directions.ts";
import { createSecretGate, secretProgram } from "./secret-gate.ts";
import { type SecretSettings, secretSettings } from "./settings.ts";

const create = ({ flow, name, settings }: RailSetup<SecretSettings>): IncrementalRail => {
  const action = name.startsWith("mask") ? "mask" : "block";
  const program = secretProgram(settings);
  return { name: flow, reads: "incremental", createGate: () => createSecretGate(program, action, settings.reading) };
};

/** `detect secrets on …` blocks a text that holds a key, a token or a password, `mask secrets on …` puts its kind in its place. */
export const secrets: AnyRailSpec = defineRailSpec({
  flows: {
    ...flowsOn(EVERY_DIRECTION, "detect secrets", { reads: "incremental" }),
    ...flowsOn(EVERY_DIRECTION, "mask secrets", { reads: "incremental", rewrites: true }),
  },
  settings: { key: "secrets", schema: secretSettings },
  create,
});
