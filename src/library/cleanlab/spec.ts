import { ConfigError } from "../../errors.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";

const WHY =
  "Cleanlab documents its TLM as a Python package and not as an HTTP interface, so there is nothing to hold on to here";
const CURE = "remove the flow, or use an action or a rail of your own";

/** Defined so that a config that uses it gets an error with the reason: see the README of this folder. */
export const cleanlab: AnyRailSpec = defineRailSpec({
  flows: { "cleanlab trustworthiness": { groups: ["output"], reads: "whole" } },
  env: ["CLEANLAB_API_KEY"],
  create({ flow }) {
    throw new ConfigError([
      { message: `The flow \`${flow}\` cannot run: ${WHY}; ${CURE}`, path: "rails.output.flows" },
    ]);
  },
});
