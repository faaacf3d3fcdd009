import { ConfigError } from "../../errors.ts";
import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { actionOf, detectAndMask, EVERY_DIRECTION } from "../shared/directions.ts";
import { type BlockedTermsSettings, blockedTermsSettings } from "./settings.ts";
import { termGates } from "./term-gate.ts";

const KEY = "blocked_terms";

const create = ({ flow, name, settings }: RailSetup<BlockedTermsSettings>): IncrementalRail => {
  if (settings.lists.every(({ terms }) => terms.length === 0)) {
    const message = `Rail "${flow}" has no terms: write at least one list with terms`;
    throw new ConfigError([{ message, path: `rails.config.${KEY}.lists` }]);
  }
  const createGate = termGates(settings, actionOf(name));
  return { name: flow, reads: "incremental", createGate };
};

/**
 * `detect blocked terms on …` blocks a text that contains a term of a list, `mask blocked terms on …` replaces the
 * term.
 */
export const blockedTerms: AnyRailSpec = defineRailSpec({
  flows: detectAndMask(EVERY_DIRECTION, "blocked terms"),
  settings: { key: KEY, schema: blockedTermsSettings },
  create,
});
