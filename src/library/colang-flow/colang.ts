import { colangFlows } from "../../config/colang-flows.ts";
import { bundledColang, type FlowLanguage } from "./flow-language.ts";

/**
 * Colang 1.0, for the catalog of a config that has flows in it.
 *
 * @example
 * const config = RailsConfig.fromObject(object, { catalog: { rails: [selfCheck], colang } });
 */
export const colang: FlowLanguage = { ...bundledColang, read: colangFlows };
