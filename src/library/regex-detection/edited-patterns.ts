import type { RailsConfigData } from "../../config/config-types.ts";
import { type JsonRecord, recordOf } from "../../json.ts";

/** Patterns, and what to do with their matches. */
export interface PatternEdits {
  readonly patterns: readonly string[];
  readonly action: "mask" | "block";
}

const FLOWS = { mask: "regex redact output", block: "regex check output" } as const;

const inside = (value: JsonRecord, ...path: readonly string[]): JsonRecord =>
  path.reduce<JsonRecord>((at, key) => recordOf(at[key]), value);

const flowsOf = (config: JsonRecord): readonly unknown[] => {
  const { flows } = inside(config, "rails", "output");
  return Array.isArray(flows) ? flows : [];
};

/** The patterns that a config applies to answers. */
export const patternsOf = ({ rails: { output, config } }: Pick<RailsConfigData, "rails">): PatternEdits => {
  const { patterns } = inside(config, "regex_detection", "output");
  const isRead = output.flows.some((flow) => flow === FLOWS.mask || flow === FLOWS.block);
  const action = output.flows.includes(FLOWS.block) ? "block" : "mask";
  return { patterns: isRead && Array.isArray(patterns) ? patterns.map(String) : [], action };
};

/** Replaces the patterns of a config as it was written. Without patterns, the rail is removed. */
export const withPatterns = (config: JsonRecord, { patterns, action }: PatternEdits): JsonRecord => {
  const rails = inside(config, "rails");
  const settings = inside(rails, "config");
  const regex = inside(settings, "regex_detection");
  const others = flowsOf(config).filter((flow) => flow !== FLOWS.mask && flow !== FLOWS.block);
  const flows = patterns.length === 0 ? others : [FLOWS[action], ...others];
  const output = { ...inside(regex, "output"), patterns };
  return {
    ...config,
    rails: {
      ...rails,
      output: { ...inside(rails, "output"), flows },
      config: { ...settings, regex_detection: { ...regex, output } },
    },
  };
};
