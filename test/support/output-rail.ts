import { RailsConfig } from "../../src/library/rails-config.ts";
import { resolveRails } from "../../src/library/resolve/resolve-rails.ts";
import type { Rail } from "../../src/rails/rail.ts";
import { type OwnParts, railSources } from "./rail-sources.ts";

/** The rail of a flow on output, with the settings under `rails.config`. */
export const outputRail = (flow: string, config: object = {}, own: OwnParts = {}): Rail => {
  const rails = { output: { flows: [flow], streaming: { enabled: true, stream_first: false } }, config };
  const [rail] = resolveRails(railSources(RailsConfig.fromObject({ rails }), own)).output;
  if (rail === undefined) throw new Error(`no rail: ${flow}`);
  return rail;
};
