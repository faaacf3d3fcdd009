import type { TermList } from "../../src/library/blocked-terms/settings.ts";
import { termGates } from "../../src/library/blocked-terms/term-gate.ts";
import { injectionGates } from "../../src/library/injection-detection/injection-gate.ts";
import { linkGates } from "../../src/library/links/link-gate.ts";
import { SignGate } from "../../src/library/prompt-injection/sign-gate.ts";
import { DEFAULT_THRESHOLD } from "../../src/library/prompt-injection/signs.ts";
import { FORMATS } from "../../src/library/secrets/formats/formats.ts";
import { createSecretGate } from "../../src/library/secrets/secret-gate.ts";
import { SECRET_RULES } from "../../src/library/secrets/secret-rules.ts";
import { entityRules } from "../../src/library/sensitive-data/entity-rules.ts";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { UnicodeGate } from "../../src/library/unicode-tricks/unicode-gate.ts";
import { compileRules, type RuleProgram } from "../../src/text/patterns/compile-rules.ts";
import { RuleGate } from "../../src/text/patterns/rule-gate.ts";
import { CacheBudget } from "../../src/text/patterns/search/cache-budget.ts";
import { LazyDfa } from "../../src/text/patterns/search/lazy-dfa.ts";
import { drawn } from "../detectors/draw.ts";
import type { Row } from "../detectors/table.ts";
import { bytesPerStream, type CreateGates, costOf, costsAlong, costsOf, nanoseconds } from "./cpu-cost.ts";
import { median } from "./drive.ts";
import { dice, pick, prose, terms } from "./made-text.ts";

/*
 * The cost of the detectors that a config would combine: all kinds of secrets, all entities, ten thousand terms, as three
 * consecutive gates, in deltas of four characters, in CPU time. Cold: the first pass of new programs in a process whose
 * code is warm. Warm: the median of passes over the same text. Fresh: a pass over another text.
 */

const SIZE = 100_000;
const PASSES = 9;
const ENTITY_LENGTH = 512;
const NEAR_LENGTH = 64;
const THRESHOLD = 0.4;

interface Programs {
  readonly secrets: RuleProgram;
  readonly entities: RuleProgram;
  readonly terms: RuleProgram;
}

const TERMS = terms(10_000);

/** The terms as a list of a config, matched at a level. */
const termsAt = (level: TermList["level"]): CreateGates => {
  const list = { name: "TERM", terms: TERMS.flatMap((rule) => ("terms" in rule ? rule.terms : [])), level };
  const create = termGates(
    { lists: [{ ...list, exceptions: [], caseSensitive: false, wholeWords: true }], maskToken: "<TERM>" },
    "mask",
  );
  return () => [create()];
};

/** With typographic apostrophes and dashes, which many writers and models use. */
const typographic = (text: string): string => text.replaceAll(", ", "\u2019s \u2013 ").slice(0, text.length);

const compile = (): Programs => ({
  secrets: compileRules(SECRET_RULES),
  entities: compileRules(entityRules(RECOGNIZERS, THRESHOLD), { nearLength: NEAR_LENGTH }),
  terms: compileRules(TERMS),
});

/** Shared by all streams, as in a config. */
const ENTITY_OPTIONS = { action: "mask", maxMatchLength: ENTITY_LENGTH } as const;
const TERM_OPTIONS = { action: "mask" } as const;

const gatesOf =
  ({ secrets, entities, terms: words }: Programs): CreateGates =>
  () => [createSecretGate(secrets, "mask"), new RuleGate(entities, ENTITY_OPTIONS), new RuleGate(words, TERM_OPTIONS)];

const bytesOf = ({ secrets, entities, terms: words }: Programs): number =>
  [secrets, entities, words].reduce((sum, { dfa, contexts }) => sum + dfa.bytes + (contexts?.bytes ?? 0), 0);

/** Tokens of all kinds without their last characters, and numbers that are almost cards, ids and phone numbers. */
const nearMisses = (length: number): string => {
  const roll = dice(17);
  const tokens = FORMATS.flatMap(([, , pattern]) => drawn(pattern, 1, 5)).map((token) => token.slice(0, -3));
  const parts: string[] = [];
  for (let size = 0; size < length; size += (parts.at(-1) as string).length) {
    const digits = Array.from({ length: 3 }, () => 1_000 + roll(8_999)).join(pick(roll, ["-", " ", "."]));
    parts.push(pick(roll, [...tokens, digits, `api_key = ${roll(1e9)}`]) + pick(roll, [" ", "\n", "! "]));
  }
  return parts.join("").slice(0, length);
};

/** The same program without a cache, so that every step is computed anew. */
const simulated = (program: RuleProgram): RuleProgram => {
  const dfa = new LazyDfa(program.dfa.code, { budget: new CacheBudget(1) });
  if (program.contexts === undefined) return { ...program, dfa };
  return {
    ...program,
    dfa,
    contexts: new LazyDfa(program.dfa.code, { reads: "contexts", budget: new CacheBudget(1) }),
  };
};

/** The rails against attacks and harmful output, each alone with its defaults. */
const harmRails = (): Readonly<Record<string, CreateGates>> => {
  const injections = injectionGates({ injections: ["sqli", "xss", "template", "code"], own: [], action: "reject" });
  const links = linkGates(
    { allowedHosts: [], allowedSchemes: new Set(["https"]), maxQueryLength: 512, maskToken: "#link-removed" },
    "mask",
  );
  return {
    "injection detection": () => [injections()],
    "detect prompt injection": () => [new SignGate(DEFAULT_THRESHOLD)],
    "mask links": () => [links()],
    "strip unicode tricks": () => [new UnicodeGate({ action: "strip", maxMarks: 4 })],
  };
};

/** The mean over parts of the best pass of each. */
const meanOfBest = (passes: readonly (readonly number[])[]): number => {
  const best = passes.reduce((least, pass) => least.map((cost, part) => Math.min(cost, pass[part] ?? cost)));
  return best.reduce((sum, cost) => sum + cost, 0) / best.length;
};

/** Compares ten texts with their concatenation, in turns, by the best pass of each part. */
const lengthRatio = (create: CreateGates, rounds: number): { readonly short: number; readonly ratio: number } => {
  const parts = Array.from({ length: 10 }, (_, part) => prose(30 + part, SIZE / 5));
  const passes = Array.from({ length: rounds }, () => ({
    short: parts.flatMap((part) => costsAlong(create, [part])),
    long: costsAlong(create, parts),
  }));
  const short = meanOfBest(passes.map((pass) => pass.short));
  return { short, ratio: (10 * meanOfBest(passes.map(({ long }) => long))) / short };
};

/** Two rows for each rail of `harmRails`. */
const harmRows = (): readonly Row[] =>
  Object.entries(harmRails()).flatMap(([name, create]): readonly Row[] => {
    const { short, ratio } = lengthRatio(create, 9);
    return [
      { what: `${name}, warm, ns a character`, figure: short, of: SIZE / 5 },
      {
        what: `${name}, a text ten times as long, times the cost`,
        figure: ratio,
        of: 2 * SIZE,
        goal: { atMost: 10.5 },
      },
    ];
  });

const buildTimes = (): readonly number[] => Array.from({ length: 5 }, () => nanoseconds(compile) / 1e6);

const hostileRatio = (): number => {
  const programs = compile();
  const text = nearMisses(SIZE / 10);
  const simulation = Object.fromEntries(Object.entries(programs).map(([name, program]) => [name, simulated(program)]));
  return costOf(gatesOf(programs), text, 3) / costOf(gatesOf(simulation as unknown as Programs), text, 2);
};

/** The rows of `--detection`. */
export const detectionRows = (): readonly Row[] => {
  const [text, other] = [prose(1, SIZE), prose(2, SIZE)];
  const first = nanoseconds(compile) / 1e6;
  const builds = buildTimes();
  costsOf(gatesOf(compile()), text, 3);
  const programs = compile();
  const create = gatesOf(programs);
  const cold = costOf(create, text);
  const warm = median([...costsOf(create, text, PASSES)]);
  const fresh = costOf(create, other);
  const of = SIZE;
  return [
    { what: "a pass over ordinary text, warm, ns a character", figure: warm, of, goal: { atMost: 20 } },
    { what: "of that what cutting the text takes", figure: costOf(() => [], text, PASSES), of },
    { what: "the same, another text", figure: fresh, of },
    { what: "the same, cold", figure: cold, of, goal: { atMost: 500 } },
    { what: "the terms alone, as they are written", figure: costOf(termsAt("exact"), text, PASSES), of },
    { what: "the same at fold, which is the default", figure: costOf(termsAt("fold"), text, PASSES), of },
    {
      what: "the same, with typographic quotes and dashes",
      figure: costOf(termsAt("fold"), typographic(text), PASSES),
      of,
    },
    { what: "the terms at decode", figure: costOf(termsAt("decode"), text, PASSES), of },
    {
      what: "a text ten times as long, times the cost",
      figure: lengthRatio(create, 9).ratio,
      of: 2 * SIZE,
      goal: { atMost: 10.5 },
    },
    { what: "hostile near misses, share of what simulation costs", figure: hostileRatio(), of, goal: { atMost: 1 } },
    { what: "remembered for all streams, MiB", figure: bytesOf(programs) / 2 ** 20, of, goal: { atMost: 2 } },
    { what: "held by a stream, bytes", figure: bytesPerStream(create), of: 5_000, goal: { atMost: 1_024 } },
    { what: "building, ms", figure: median([...builds]), of: builds.length, goal: { atMost: 20 } },
    { what: "building in a process that has run nothing yet, ms", figure: first, of: 1 },
    ...harmRows(),
  ];
};
