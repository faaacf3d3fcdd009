import type { InputRailsConfig } from "../../config/config-types.ts";
import { isCheckRail, type Rail } from "../../rails/rail.ts";

/**
 * Whether a model may start while judges still read its question. Not where one of them rewrites, or sets what the model is
 * shown: what it would mask must not reach the model.
 */
export const maySpeculate = (
  rails: readonly Rail[],
  { speculativeGeneration, pseudonyms }: InputRailsConfig,
): boolean => {
  const checks = rails.filter(isCheckRail);
  if (speculativeGeneration !== true || pseudonyms !== undefined) return false;
  return checks.length > 0 && checks.every(({ transforms, sets }) => transforms !== true && sets !== true);
};
