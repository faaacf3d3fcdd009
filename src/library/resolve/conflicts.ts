import type { RailsConfigData } from "../../config/config-types.ts";
import { GROUP_KEYS, type RailGroup } from "../../config/rail-groups.ts";
import type { ConfigIssue } from "../../errors.ts";
import { enforcedOf, isCheckRail, type Rail } from "../../rails/rail.ts";

/** Whether an action may rewrite text in this group. A rewrite that cannot be applied is a failure. */
export const mayTransform = (group: RailGroup, { rails }: RailsConfigData): boolean => {
  const { streaming } = rails.output;
  return !rails[group].parallel && !(group === "output" && streaming.enabled && streaming.streamFirst);
};

const mayRewrite = (rail: Rail): boolean => isCheckRail(rail) && rail.transforms === true;

const needsHold = (rail: Rail): boolean => rail.reads === "whole" || mayRewrite(rail);

/**
 * Whether text must wait for its verdict whatever `stream_first` is: because a rail needs the complete text, or
 * rewrites it.
 */
export const holdsStream = (rails: readonly Rail[]): boolean => enforcedOf(rails).some(needsHold);

/** Warnings about settings that rails override. */
export const railWarnings = (output: readonly Rail[], { rails }: RailsConfigData): readonly ConfigIssue[] => {
  const { enabled, streamFirst } = rails.output.streaming;
  const holding = enabled && streamFirst ? enforcedOf(output).filter(needsHold) : [];
  if (holding.length === 0) return [];
  const names = holding.map(({ name }) => `"${name}"`).join(", ");
  const why = holding.some(({ reads }) => reads === "whole") ? "the complete answer" : "text before it leaves";
  const message = `\`stream_first\` is not kept: ${names} need${holding.length === 1 ? "s" : ""} ${why}; write \`stream_first: false\``;
  return [{ message, path: "rails.output.streaming.stream_first" }];
};

/** Issues of the combination of rails. */
export const railConflicts = (
  group: RailGroup,
  rails: readonly Rail[],
  config: RailsConfigData,
): readonly ConfigIssue[] => {
  const path = `rails.${GROUP_KEYS[group]}`;
  const rewriting = enforcedOf(rails).filter(mayRewrite);
  return config.rails[group].parallel && rewriting.length > 1
    ? [{ message: "Rails that rewrite cannot run in parallel: set parallel to false", path: `${path}.parallel` }]
    : [];
};
