import type { SentPrompt, IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { gateByLevel } from "../../text/normalize/normalization-level.ts";
import { leakIndexes } from "./known-words.ts";
import { LeakGate } from "./leak-gate.ts";
import { type LeakSettings, leakSettings } from "./settings.ts";

const NO_PROMPT: SentPrompt = { messages: [], conversation: [] };

const create = ({ flow, settings }: RailSetup<LeakSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  plantsCanary: true,
  createGate(prompt = NO_PROMPT) {
    const { exact, fold } = leakIndexes(prompt);
    return gateByLevel({
      exact: () => new LeakGate(exact, settings.words),
      decode: () => new LeakGate(fold, settings.words),
    });
  },
});

/**
 * `detect system prompt leak on output` blocks an answer that repeats consecutive words of a system message, even if
 * disguised, or the canary. What the user wrote may be quoted.
 */
export const systemPromptLeak: AnyRailSpec = defineRailSpec({
  flows: { "detect system prompt leak on output": { groups: ["output"], reads: "incremental" } },
  settings: { key: "system_prompt_leak", schema: leakSettings },
  create,
});
