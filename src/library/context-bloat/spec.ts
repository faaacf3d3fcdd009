import type { RailDecision } from "../../rails/rail.ts";
import { type AnyRailSpec, type BotWords, defineRailSpec } from "../../rails/spec.ts";
import { type DirectionName, flowsOn } from "../shared/directions.ts";
import { entropyOf, longestRunOf, repetitionOf } from "./measures.ts";
import { type BloatSettings, bloatSettings } from "./settings.ts";

// Built-in refusals. A config can override the first two under NeMo's names.
const ABOUT_INPUT: BotWords = {
  name: "refuse bloated input",
  text: "Your message is very long or repeats itself. Please send a shorter one.",
};
const ABOUT_RETRIEVED: BotWords = {
  name: "inform retrieval bloated",
  text: "What was found for this question is very long or repeats itself, so I do not use it.",
};
const ABOUT_RESULT: BotWords = {
  name: "inform tool result bloated",
  text: "What a tool answered is very long or repeats itself, so I do not use it.",
};

const bloatOn = (direction: DirectionName, refusal: BotWords): ReturnType<typeof flowsOn> =>
  flowsOn([direction], "context bloat detection", { reads: "whole", rewrites: true, refusal });

/** The kinds of padding in a text, by NeMo's names, cheapest check first. */
const padding = (text: string, characters: readonly string[], settings: BloatSettings): readonly string[] => {
  if (characters.length < settings.minChars) return [];
  const found: string[] = [];
  if (entropyOf(characters) < settings.minEntropy) found.push("low_entropy");
  if (longestRunOf(characters) > settings.maxRun) found.push("long_run");
  if (repetitionOf(text, settings.stretch) > settings.maxRepetition) found.push("high_repetition");
  return found;
};

const decide = (text: string, settings: BloatSettings): RailDecision => {
  const block = (names: readonly string[]): RailDecision => ({ outcome: "block", reason: names.join(", ") });
  const { action, maxChars } = settings;
  const all = Array.from(text);
  const tooLong = all.length > maxChars ? ["size_cap_exceeded"] : [];
  if (tooLong.length > 0 && action === "reject") return block(tooLong);
  const cut = action === "truncate" && tooLong.length > 0;
  const kept = cut ? all.slice(0, maxChars) : all;
  const read = cut ? kept.join("") : text;
  const found = padding(read, kept, settings);
  if (found.length > 0 && action !== "warn") return block(found);
  if (cut) return { outcome: "transform", text: read, reason: "size_cap_exceeded" };
  const reasons = [...tooLong, ...found];
  return reasons.length === 0
    ? { outcome: "allow" }
    : { outcome: "allow", variables: { context_bloat: reasons.join(", ") } };
};

/**
 * Detects texts that crowd out the rest of the context: too long, of low entropy, with long runs of one character, or
 * with repeated words. Keys, defaults, order and sampling are those of NeMo Guardrails 0.24.1. `truncate` cuts texts
 * that are too long and blocks the others, as there; `warn` passes them and sets the variable `context_bloat` to what
 * it found.
 */
export const contextBloat: AnyRailSpec = defineRailSpec<BloatSettings>({
  flows: {
    ...bloatOn("input", ABOUT_INPUT),
    ...bloatOn("retrieval", ABOUT_RETRIEVED),
    ...bloatOn("tool results", ABOUT_RESULT),
  },
  settings: { key: "context_bloat_detection", schema: bloatSettings },
  create: ({ flow, settings }) => ({
    name: flow,
    reads: "whole",
    transforms: settings.action === "truncate",
    sets: settings.action === "warn",
    check: ({ text }) => decide(text, settings),
  }),
});
