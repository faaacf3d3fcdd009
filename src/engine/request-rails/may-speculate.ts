import type { InputRailsConfig } from "../../config/config-types.ts";
import { isCheckRail, type Rail } from "../../rails/rail.ts";

/**
 * Whether the model may start while judges still check the request. Not if one of them rewrites the request or sets
 * variables of its prompt: text that it would mask must not reach the model.
 */
export const maySpeculate = (
  rails: readonly Rail[],
  { speculativeGeneration, pseudonyms }: InputRailsConfig,
): boolean => {
  const checks = rails.filter(isCheckRail);
  if (speculativeGeneration !== true || pseudonyms !== undefined) return false;
  return checks.length > 0 && checks.every(({ transforms, sets }) => transforms !== true && sets !== true);
};
