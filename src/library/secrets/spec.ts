import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { actionOf, detectAndMask, EVERY_DIRECTION } from "../shared/directions.ts";
import { createSecretGate, secretProgram } from "./secret-gate.ts";
import { type SecretSettings, secretSettings } from "./settings.ts";

const create = ({ flow, name, settings }: RailSetup<SecretSettings>): IncrementalRail => {
  const action = actionOf(name);
  const program = secretProgram(settings);
  return { name: flow, reads: "incremental", createGate: () => createSecretGate(program, action, settings.reading) };
};

/** `detect secrets on …` blocks a text with a key, token or password, `mask secrets on …` replaces it by its kind. */
export const secrets: AnyRailSpec = defineRailSpec({
  flows: detectAndMask(EVERY_DIRECTION, "secrets"),
  settings: { key: "secrets", schema: secretSettings },
  create,
});
