import type { CatalogLanguage, ColangFlow, RailsConfigData } from "../../config/config-types.ts";
import type { ConfigIssue } from "../../errors.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { libraryFlowsOf } from "./bound-flow.ts";
import { flowRail, type FlowRailSetup } from "./flow-rail.ts";
import { flowWarnings } from "./flow-warnings.ts";

/** A language for flows of a config. */
export interface FlowLanguage extends CatalogLanguage {
  /** Makes a rail of a flow. Throws a ConfigError with all that is missing. */
  readonly rail: (flow: ColangFlow, setup: FlowRailSetup) => CheckRail;
  /** The names of the built-in flows that flows call. */
  readonly asks: (flows: readonly ColangFlow[]) => readonly string[];
  /** Warnings about statements that behave differently in NeMo Guardrails. */
  readonly warnings: (config: RailsConfigData) => readonly ConfigIssue[];
}

/**
 * Colang 1.0 without its parser: for the catalog of bundles, whose flows are parsed.
 *
 * @example
 * const catalog = { rails: [selfCheck], colang: bundledColang };
 */
export const bundledColang: FlowLanguage = { rail: flowRail, asks: libraryFlowsOf, warnings: flowWarnings };
