import type { RailsConfigData } from "../../config/config-types.ts";
import type { AnyRailSpec } from "../../rails/spec.ts";
import { CATALOG } from "../catalog.ts";
import { usedFlows } from "./used-flows.ts";

/** The module of a built-in rail in `edgerails/rails/`: the name of its folder, and of its export. */
export interface RailModule {
  readonly folder: string;
  readonly name: string;
  readonly spec: AnyRailSpec;
}

const folderOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const railModules = (): readonly RailModule[] =>
  Object.entries(CATALOG).map(([name, spec]) => ({ folder: folderOf(name), name, spec }));

/**
 * The built-in rails that a config needs, including those it only has settings for, so that the settings are validated.
 */
export const usedRails = (config: RailsConfigData): readonly RailModule[] => {
  const used = usedFlows(config);
  return railModules().filter(
    ({ spec: { flows, settings } }) =>
      Object.keys(flows).some((flow) => used.has(flow)) ||
      (settings !== undefined && Object.hasOwn(config.rails.config, settings.key)),
  );
};
