import type { RailsConfigData } from "../config/config-types.ts";
import type { ConfigIssue } from "../errors.ts";
import type { Rail } from "../rails/rail.ts";
import type { RailGroup } from "../rails/spec.ts";
import { GROUP_KEYS } from "./groups.ts";

/** What an action answers is known when it runs. Where its rewriting could not be honoured, it is a failure. */
export const mayTransform = (group: RailGroup, { rails }: RailsConfigData): boolean => {
  const { streaming } = rails.output;
  return !rails[group].parallel && !(group === "output" && streaming.enabled && streaming.streamFirst);
};

const mayRewrite = (rail: Rail): boolean => rail.reads !== "incremental" && rail.transforms === true;

const needsWhole = ({ name }: Rail): string =>
  `Rail "${name}" needs the complete answer, which has left before it is complete: set stream_first to false`;

const comesLate = ({ name }: Rail): string =>
  `Rail "${name}" rewrites text, which has left before it can: set stream_first to false`;

/** What each rail allows on its own but the set does not. */
export const railConflicts = (
  group: RailGroup,
  rails: readonly Rail[],
  config: RailsConfigData,
): readonly ConfigIssue[] => {
  const path = `rails.${GROUP_KEYS[group]}`;
  const enforced = rails.filter(({ mode }) => mode !== "monitor");
  const rewriting = enforced.filter(mayRewrite);
  const together: readonly ConfigIssue[] =
    config.rails[group].parallel && rewriting.length > 1
      ? [{ message: "Rails that rewrite cannot run in parallel: set parallel to false", path: `${path}.parallel` }]
      : [];
  const { streaming } = config.rails.output;
  if (group !== "output" || !streaming.enabled || !streaming.streamFirst) return together;
  const late = [...enforced.filter(({ reads }) => reads === "whole").map(needsWhole), ...rewriting.map(comesLate)];
  return [...together, ...late.map((message) => ({ message, path: `${path}.streaming.stream_first` }))];
};
