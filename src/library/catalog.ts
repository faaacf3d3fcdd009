import type { RailFactory, RailGroup } from "../rails/rail-factory.ts";
import { contentSafetyInput, contentSafetyOutput } from "./content-safety/rail.ts";
import { llamaGuardInput, llamaGuardOutput } from "./llama-guard/rail.ts";
import { regexCheck } from "./regex-check/rail.ts";
import { selfCheckInput, selfCheckOutput } from "./self-check/rail.ts";

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
