import type { AnyRailSpec } from "../rails/spec.ts";
import { contentSafety } from "./content-safety/spec.ts";
import { llamaGuard } from "./llama-guard/spec.ts";
import { regexDetection } from "./regex-detection/spec.ts";
import { selfCheck } from "./self-check/spec.ts";

/** The built-in rails: a line for each folder beside this file. */
export const CATALOG: readonly AnyRailSpec[] = [selfCheck, regexDetection, contentSafety, llamaGuard];
