import type { RailFactory } from "./rail-factory.ts";
import { contentSafetyInput, contentSafetyOutput } from "./library/content-safety.ts";
import { llamaGuardInput, llamaGuardOutput } from "./library/llama-guard.ts";
import { regexCheck } from "./library/regex-check.ts";
import { selfCheckInput, selfCheckOutput } from "./library/self-check.ts";

/** The groups of flows a config has. */
export type RailGroup = "input" | "output" | "retrieval" | "toolInput" | "toolOutput";

/** The built-in rails by group and flow name: the one list to extend. */
export const LIBRARY: Readonly<Partial<Record<RailGroup, Readonly<Record<string, RailFactory>>>>> = {
  input: {
    "self check input": selfCheckInput,
    "regex check input": regexCheck("input"),
    "content safety check input": contentSafetyInput,
    "llama guard check input": llamaGuardInput,
  },
  output: {
    "self check output": selfCheckOutput,
    "regex check output": regexCheck("output"),
    "content safety check output": contentSafetyOutput,
    "llama guard check output": llamaGuardOutput,
  },
};
