import { colangFlows } from "../../config/colang-flows.ts";
import { bundledColang, type FlowLanguage } from "./flow-language.ts";

/**
 * Colang 1.0, for the catalog of a config with flows.
 *
 * @example
 * const config = RailsConfig.fromObject(object, { catalog: { rails: [selfCheck], colang } });
 */
export const colang: FlowLanguage = { ...bundledColang, read: colangFlows };
