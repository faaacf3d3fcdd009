import { GROUP_KEYS, GROUPS, type RailGroup } from "../../config/rail-groups.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { CheckRail, Rail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type FlowSpec, type RailSetup } from "../../rails/spec.ts";
import { PatternGate } from "../../text/patterns/pattern-gate.ts";
import type { PatternProgram } from "../../text/patterns/pattern-program.ts";
import { PatternError } from "../../text/patterns/syntax/pattern-error.ts";
import { slowPattern, tooCostly } from "../../text/patterns/worst-case.ts";
import { blockIn, readWhole, type TextGate } from "../../text/text-gate.ts";
import { judgedPattern } from "../shared/pattern-issues.ts";
import { sharedProgram } from "../shared/programs.ts";
import { type RegexDirection, regexSettings, type RegexSettings } from "./settings.ts";

const KEY = "regex_detection";
/** The names of the groups in flows. */
const NAMES: Readonly<Record<RailGroup, string>> = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  toolInput: "tool result",
  toolOutput: "tool call",
};

/** The issues of each pattern. */
const issuesOf = ({ patterns, caseInsensitive }: RegexSettings, path: string): readonly ConfigIssue[] =>
  patterns.flatMap(
    (pattern, index) => judgedPattern(pattern, `${path}.${index}`, { ignoreCase: caseInsensitive }).issues,
  );

/** Compiles the patterns. Throws a ConfigError with the issues of each. */
const compile = (settings: RegexSettings, path: string, searchOnly: boolean): PatternProgram => {
  const program = compiled(settings, searchOnly);
  if (program === undefined) throw new ConfigError(issuesOf(settings, path));
  const message = tooCostly(program.cost);
  if (message !== undefined) throw new ConfigError([{ message, path }]);
  return program;
};

/** Compiles the patterns; undefined if one of them is invalid. */
const compiled = ({ patterns, caseInsensitive }: RegexSettings, searchOnly = false): PatternProgram | undefined => {
  try {
    return sharedProgram(patterns, { ignoreCase: caseInsensitive, searchOnly });
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
};

type Settings = Readonly<Partial<Record<RegexDirection, RegexSettings | undefined>>>;
type Setup = RailSetup<Settings>;

const pathOf = (direction: RegexDirection): string => `rails.config.${KEY}.${direction}.patterns`;

/** If the patterns are fast together, each is. */
const isQuick = (own: RegexSettings): boolean => {
  const cost = compiled(own)?.cost;
  return cost !== undefined && slowPattern(cost) === undefined;
};

/**
 * Warnings about patterns that a hostile text can make slow. Invalid patterns are errors, which are reported elsewhere.
 */
const warnings = (settings: Settings): readonly ConfigIssue[] =>
  Object.values(GROUP_KEYS).flatMap((direction) => {
    const own = settings[direction];
    if (own === undefined || isQuick(own)) return [];
    return own.patterns.flatMap(
      (pattern, index) => judgedPattern(pattern, `${pathOf(direction)}.${index}`, { ignoreCase: false }).warnings,
    );
  });

const create = ({ flow, name, group, settings }: Setup): Rail => {
  const direction = GROUP_KEYS[group];
  const path = pathOf(direction);
  const own = settings[direction];
  if (own === undefined || own.patterns.length === 0) {
    throw new ConfigError([{ message: `Rail "${flow}" has no patterns: list at least one`, path }]);
  }
  const action = isRedacting(name) ? "mask" : "block";
  const program = compile(own, path, action === "block");
  const { maxMatchLength, onOverflow, replacement } = own;
  const options = { action, replacement, maxMatchLength, onOverflow } as const;
  const createGate = (): TextGate => new PatternGate(program, options);
  return checksChunks(name) ? chunkCheck(flow, createGate) : { name: flow, reads: "incremental", createGate };
};

/** Removes a chunk with a match. As in NeMo Guardrails, the question is answered without it. */
const chunkCheck = (name: string, createGate: () => TextGate): CheckRail => ({
  name,
  reads: "whole",
  transforms: true,
  check({ text }) {
    const found = blockIn(readWhole(createGate(), text).findings);
    return found === undefined ? { outcome: "allow" } : { outcome: "transform", text: "", reason: found.reason };
  },
});

const checksChunks = (name: string): boolean => name === "regex check retrieval";

const isRedacting = (name: string): boolean => name.startsWith("regex redact");

const flowsOf = (verb: "check" | "redact"): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(
    GROUPS.map((group) => {
      const name = `regex ${verb} ${NAMES[group]}`;
      const isWhole = checksChunks(name);
      const reads = isWhole ? "whole" : "incremental";
      return [name, { groups: [group], reads, rewrites: verb === "redact" || isWhole }];
    }),
  );

/**
 * `regex check …` blocks a text that a configured pattern matches, or removes a retrieved chunk; `regex redact …` masks
 * matches.
 */
export const regexDetection: AnyRailSpec = defineRailSpec({
  flows: { ...flowsOf("check"), ...flowsOf("redact") },
  settings: { key: KEY, schema: regexSettings },
  warnings,
  create,
});
