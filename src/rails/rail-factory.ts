import type { RailsConfigData } from "../config/config-types.ts";
import type { ActionParams } from "./action.ts";
import type { Judges } from "./judge.ts";
import type { Rail } from "./rail.ts";

/** The groups of flows a config has. */
export type RailGroup = "input" | "output" | "retrieval" | "toolInput" | "toolOutput";

/** What a built-in rail is made from. */
export interface RailSetup {
  /** The flow as the config writes it, which is also the rail's name. */
  readonly flow: string;
  /** What stands behind the flow's name: `$model=…`. */
  readonly params: ActionParams;
  readonly config: RailsConfigData;
  readonly judges: Judges;
}

/** Makes a rail, or throws a ConfigError for what it lacks. */
export type RailFactory = (setup: RailSetup) => Rail;
