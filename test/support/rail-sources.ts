import type { RailsConfigData } from "../../src/config/config-types.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import { builtInRails } from "../../src/library/catalog.ts";
import { KnownRails, type OwnRail } from "../../src/library/resolve/known-rails.ts";
import type { RailSources } from "../../src/library/resolve/resolve-rails.ts";
import { prompting } from "../../src/prompts/prompting.ts";
import type { Action } from "../../src/rails/action.ts";
import { Judges } from "../../src/rails/judge.ts";
import { judge } from "./engine.ts";

export interface OwnParts {
  readonly rails?: readonly OwnRail[];
  readonly actions?: readonly Action[];
  readonly env?: Readonly<Record<string, unknown>>;
  readonly fetch?: typeof fetch;
}

/** Sources for resolving rails, in which every model is a judge that answers "no". */
export const railSources = (
  config: RailsConfigData,
  { rails = [], actions = [], env = {}, ...own }: OwnParts = {},
): RailSources => {
  const known = new KnownRails(rails, builtInRails());
  const judges = new Judges({ config, tasks: known.tasks, modelOf: () => judge(() => "No"), now: () => 0, prompting });
  const runtime = { fetch: own.fetch ?? fetch, env, clock: SYSTEM_CLOCK };
  return { config, known, judges, runtime, rails, actions };
};
