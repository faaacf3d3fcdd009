import type { RailGroup } from "../../config/rail-groups.ts";
import type { RailDecision } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { flowsOn } from "../shared/directions.ts";
import { entropyOf, longestRunOf, repetitionOf } from "./measures.ts";
import { type BloatSettings, bloatSettings } from "./settings.ts";

/** What is said instead, in our words. */
const REFUSALS: Readonly<Partial<Record<RailGroup, string>>> = {
  input: "Your message is very long or repeats itself. Please send a shorter one.",
  retrieval: "What was found for this question is very long or repeats itself, so I do not use it.",
  toolInput: "What a tool answered is very long or repeats itself, so I do not use it.",
};

/** What is wrong with how a text is made, the cheapest first, by NeMo's names. */
const padding = (text: string, characters: readonly string[], settings: BloatSettings): readonly string[] => {
  if (characters.length < settings.minChars) return [];
  const found: string[] = [];
  if (entropyOf(characters) < settings.minEntropy) found.push("low_entropy");
  if (longestRunOf(characters) > settings.maxRun) found.push("long_run");
  if (repetitionOf(text, settings.stretch) > settings.maxRepetition) found.push("high_repetition");
  return found;
};

const decide = (text: string, settings: BloatSettings, refusal: string | undefined): RailDecision => {
  const block = (names: readonly string[]): RailDecision => ({
    outcome: "block",
    reason: names.join(", "),
    ...(refusal === undefined ? {} : { refusal }),
  });
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
  const told = [...tooLong, ...found];
  return told.length === 0 ? { outcome: "allow" } : { outcome: "allow", variables: { context_bloat: told.join(", ") } };
};

/**
 * Texts that are there to crowd out what stands round them: too long, of few different characters, long runs of one, or
 * the same words again and again. Keys, defaults, order and samples are those of NeMo Guardrails 0.24.1. `truncate` cuts
 * what is too long and blocks the rest, as there; `warn` lets pass and sets the variable `context_bloat` to what it found.
 */
export const contextBloat: AnyRailSpec = defineRailSpec<BloatSettings>({
  flows: flowsOn(["input", "retrieval", "tool results"], "context bloat detection", { reads: "whole", rewrites: true }),
  settings: { key: "context_bloat_detection", schema: bloatSettings },
  create: ({ flow, group, settings }) => ({
    name: flow,
    reads: "whole",
    transforms: settings.action === "truncate",
    sets: settings.action === "warn",
    check: ({ text }) => decide(text, settings, REFUSALS[group]),
  }),
});
