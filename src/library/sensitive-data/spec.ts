import { GROUP_KEYS, type RailGroup } from "../../config/rail-groups.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import type { RuleProgram } from "../../text/patterns/compile-rules.ts";
import { tooCostly } from "../../text/patterns/worst-case.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";
import { actionOf, detectAndMask, EVERY_DIRECTION } from "../shared/directions.ts";
import { type JudgedPattern, judgedPattern } from "../shared/pattern-issues.ts";
import { SharedPrograms } from "../shared/programs.ts";
import { entityProblem, needsModel, recognizersOf } from "./entities.ts";
import { entityGates, entityProgram } from "./entity-gate.ts";
import {
  type Direction,
  type SensitiveDataConfig,
  sensitiveDataSettings,
  type SensitiveDataSettings,
} from "./settings.ts";

const KEY = "sensitive_data_detection";
const SECTION = `rails.config.${KEY}`;
/** The default thresholds of NeMo Guardrails. */
const DEFAULT_THRESHOLD = { block: 0.2, mask: 0.4 } as const;

/** The default entities. NeMo Guardrails detects none by default. */
const DEFAULT_ENTITIES: readonly string[] = [
  "CREDIT_CARD",
  "CRYPTO",
  "EMAIL_ADDRESS",
  "IBAN_CODE",
  "IP_ADDRESS",
  "PHONE_NUMBER",
  "US_SSN",
];

/** The default entities, and those of the config's recognizers. */
const defaultEntities = ({ recognizers }: SensitiveDataConfig): readonly string[] => [
  ...new Set([...DEFAULT_ENTITIES, ...recognizers.map(({ entity }) => entity)]),
];

const DEFAULT_SETTINGS: SensitiveDataSettings = {
  entities: [],
  scoreThreshold: undefined,
  reading: "exact",
  maskToken: "*",
};

/** Compiled patterns by settings, which all flows of a config share. */
const judged = new WeakMap<SensitiveDataConfig, readonly JudgedPattern[]>();

/** The patterns of the config's recognizers, compiled once for the errors and warnings of all flows. */
const ownPatterns = (settings: SensitiveDataConfig): readonly JudgedPattern[] => {
  const patterns =
    judged.get(settings) ??
    settings.recognizers.flatMap((recognizer, index) =>
      recognizer.patterns.map(({ regex }, at) =>
        judgedPattern(regex, `${SECTION}.recognizers.${index}.patterns.${at}.regex`, { ignoreCase: true }),
      ),
    );
  judged.set(settings, patterns);
  return patterns;
};

/** Issues about the cost of the config's patterns. The cost of the built-in ones is known. */
const costIssue = (patterns: readonly JudgedPattern[]): readonly ConfigIssue[] => {
  const message = tooCostly(patterns.reduce((sum, { cost }) => sum + cost, 0));
  return message === undefined ? [] : [{ path: `${SECTION}.recognizers`, message }];
};

/** Whether an entity cannot be detected, and the config accepts that. */
const isSkipped = (entity: string, { recognizers, missingEntities }: SensitiveDataConfig): boolean =>
  missingEntities === "skip" && needsModel(entity, recognizers);

const issuesOf = (
  direction: Direction,
  { entities }: SensitiveDataSettings,
  settings: SensitiveDataConfig,
): readonly ConfigIssue[] => {
  const { recognizers } = settings;
  const path = `${SECTION}.${direction}.entities`;
  const isIdle = entities.length > 0 && entities.every((entity) => isSkipped(entity, settings));
  return [
    ...(isIdle ? [{ path, message: "Nothing is left to look for: leave the rail out, or name what it can find" }] : []),
    ...entities.flatMap((entity, index) => {
      const problem = isSkipped(entity, settings) ? undefined : entityProblem(entity, recognizers);
      return problem === undefined ? [] : [{ path: `${path}.${index}`, message: problem }];
    }),
    ...costIssue(ownPatterns(settings)),
    ...ownPatterns(settings).flatMap(({ issues }) => issues),
  ];
};

const skippedEntities = (settings: SensitiveDataConfig): readonly ConfigIssue[] =>
  Object.values(GROUP_KEYS).flatMap((direction) =>
    (settings[direction]?.entities ?? []).flatMap((entity, index) => {
      if (!isSkipped(entity, settings)) return [];
      const message = `Nothing looks for "${entity}": it needs a language model to be found, which this rail has not`;
      return [{ path: `${SECTION}.${direction}.entities.${index}`, message }];
    }),
  );

const warnings = (settings: SensitiveDataConfig): readonly ConfigIssue[] => [
  ...ownPatterns(settings).flatMap((pattern) => pattern.warnings),
  ...skippedEntities(settings),
];

/** The direction whose settings apply to a group. Tool calls and results use those of output and input by default. */
const directionOf = (group: RailGroup, settings: SensitiveDataConfig): Direction => {
  const direction = GROUP_KEYS[group];
  if (settings[direction] !== undefined) return direction;
  if (group === "toolInput") return "input";
  return group === "toolOutput" ? "output" : direction;
};

const programs = new SharedPrograms<RuleProgram>();

const programOf = (own: SensitiveDataSettings, settings: SensitiveDataConfig, threshold: number): RuleProgram => {
  const entities = own.entities.length > 0 ? own.entities : defaultEntities(settings);
  const { recognizers } = settings;
  return programs.of(JSON.stringify([entities, recognizers, threshold]), () =>
    entityProgram(recognizersOf(entities, recognizers), threshold),
  );
};

const create = ({ flow, name, group, settings }: RailSetup<SensitiveDataConfig>): IncrementalRail => {
  const direction = directionOf(group, settings);
  const own = settings[direction] ?? DEFAULT_SETTINGS;
  const issues = issuesOf(direction, own, settings);
  if (issues.length > 0) throw new ConfigError(issues);
  const action = actionOf(name);
  const { reading, maskToken } = own;
  const program = programOf(own, settings, own.scoreThreshold ?? DEFAULT_THRESHOLD[action]);
  const replacement = maskToken === "*" ? {} : { replacement: maskToken };
  const createGate = entityGates(program, { action, reading, ...replacement });
  return { name: flow, reads: "incremental", createGate };
};

/**
 * `detect sensitive data on …` blocks a text with one of the entities, `mask sensitive data on …` replaces it by its
 * name.
 */
export const sensitiveData: AnyRailSpec = defineRailSpec({
  flows: detectAndMask(EVERY_DIRECTION, "sensitive data", { refusal: ANSWER_UNKNOWN }),
  settings: { key: KEY, schema: sensitiveDataSettings },
  warnings,
  create,
});
