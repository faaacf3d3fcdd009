import type { CatalogLanguage, ColangFlow, RailsConfigData } from "../../config/config-types.ts";
import type { ConfigIssue } from "../../errors.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { libraryFlowsOf } from "./bound-flow.ts";
import { flowWarnings } from "./flow-warnings.ts";
import { flowRail, type FlowRailSetup } from "./flow-rail.ts";

/** A language in which a config may write flows of its own. */
export interface FlowLanguage extends CatalogLanguage {
  /** The rail that a flow is. Throws a ConfigError with all that it lacks. */
  readonly rail: (flow: ColangFlow, setup: FlowRailSetup) => CheckRail;
  /** The names of built-in flows that flows may ask. */
  readonly asks: (flows: readonly ColangFlow[]) => readonly string[];
  /** What stands in the flows of a config and does something else here than in NeMo Guardrails. */
  readonly warnings: (config: RailsConfigData) => readonly ConfigIssue[];
}

/**
 * Colang 1.0 that runs and is not read: for the catalog of what `edgerails bundle` writes, where flows have been read.
 *
 * @example
 * const catalog = { rails: [selfCheck], colang: bundledColang };
 */
export const bundledColang: FlowLanguage = { rail: flowRail, asks: libraryFlowsOf, warnings: flowWarnings };
