import { ConfigError } from "../../errors.ts";
import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type FlowSpec, type RailGroup, type RailSetup } from "../../rails/spec.ts";
import { type BlockedTermsSettings, blockedTermsSettings } from "./settings.ts";
import { termGates } from "./term-gate.ts";

const KEY = "blocked_terms";
const GROUPS: readonly RailGroup[] = ["input", "output", "retrieval"];

const create = ({ flow, name, settings }: RailSetup<BlockedTermsSettings>): IncrementalRail => {
  if (settings.lists.every(({ terms }) => terms.length === 0)) {
    const message = `Rail "${flow}" has no terms: write at least one list with terms`;
    throw new ConfigError([{ message, path: `rails.config.${KEY}.lists` }]);
  }
  const createGate = termGates(settings, name.startsWith("mask") ? "mask" : "block");
  return { name: flow, reads: "incremental", createGate };
};

const flowsOf = (verb: "detect" | "mask"): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(
    GROUPS.map((group) => [
      `${verb} blocked terms on ${group}`,
      { groups: [group], reads: "incremental", rewrites: verb === "mask" },
    ]),
  );

/** `detect blocked terms on …` blocks a text with a term of a list, `mask blocked terms on …` puts something in its place. */
export const blockedTerms: AnyRailSpec = defineRailSpec({
  flows: { ...flowsOf("detect"), ...flowsOf("mask") },
  settings: { key: KEY, schema: blockedTermsSettings },
  create,
});
