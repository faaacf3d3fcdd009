import type { AnyRailSpec } from "../rails/spec.ts";
import { activefence } from "./activefence/spec.ts";
import { aiDefense } from "./ai-defense/spec.ts";
import { alignScore } from "./align-score/spec.ts";
import { autoalign } from "./autoalign/spec.ts";
import { blockedTerms } from "./blocked-terms/spec.ts";
import { clavata } from "./clavata/spec.ts";
import { cleanlab } from "./cleanlab/spec.ts";
import { contentSafety } from "./content-safety/spec.ts";
import { contextBloat } from "./context-bloat/spec.ts";
import { crowdstrikeAidr } from "./crowdstrike-aidr/spec.ts";
import { f5 } from "./f5/spec.ts";
import { fiddler } from "./fiddler/spec.ts";
import { gcpModeration } from "./gcp-moderation/spec.ts";
import { gliner } from "./gliner/spec.ts";
import { guardrailsAi } from "./guardrails-ai/spec.ts";
import { hallucination } from "./hallucination/spec.ts";
import { hfClassifier } from "./hf-classifier/spec.ts";
import { injectionDetection } from "./injection-detection/spec.ts";
import { jailbreakDetection } from "./jailbreak-detection/spec.ts";
import { links } from "./links/spec.ts";
import { llamaGuard } from "./llama-guard/spec.ts";
import { pangea } from "./pangea/spec.ts";
import { patronusLynx } from "./patronus-lynx/spec.ts";
import { patronus } from "./patronus/spec.ts";
import { policyai } from "./policyai/spec.ts";
import { polygraf } from "./polygraf/spec.ts";
import { privateAi } from "./private-ai/spec.ts";
import { promptInjection } from "./prompt-injection/spec.ts";
import { promptSecurity } from "./prompt-security/spec.ts";
import { regexDetection } from "./regex-detection/spec.ts";
import { repetition } from "./repetition/spec.ts";
import { secrets } from "./secrets/spec.ts";
import { selfCheckFacts } from "./self-check-facts/spec.ts";
import { selfCheck } from "./self-check/spec.ts";
import { sensitiveData } from "./sensitive-data/spec.ts";
import { systemPromptLeak } from "./system-prompt-leak/spec.ts";
import { toolSafety } from "./tool-safety/spec.ts";
import { toolValidation } from "./tool-validation/spec.ts";
import { topicSafety } from "./topic-safety/spec.ts";
import { trendMicro } from "./trend-micro/spec.ts";
import { unicodeTricks } from "./unicode-tricks/spec.ts";

/** The built-in rails: one line for each folder, by its name in camel case. */
export const CATALOG: Readonly<Record<string, AnyRailSpec>> = {
  selfCheck,
  regexDetection,
  secrets,
  sensitiveData,
  blockedTerms,
  links,
  unicodeTricks,
  systemPromptLeak,
  injectionDetection,
  promptInjection,
  repetition,
  contentSafety,
  contextBloat,
  llamaGuard,
  jailbreakDetection,
  activefence,
  aiDefense,
  alignScore,
  autoalign,
  clavata,
  cleanlab,
  crowdstrikeAidr,
  f5,
  fiddler,
  gcpModeration,
  gliner,
  guardrailsAi,
  hfClassifier,
  pangea,
  patronus,
  policyai,
  polygraf,
  privateAi,
  promptSecurity,
  trendMicro,
  selfCheckFacts,
  hallucination,
  topicSafety,
  toolValidation,
  toolSafety,
  patronusLynx,
};

/** The built-in rails as a list, for the catalog of `RailsConfig` of `edgerails`. */
export const builtInRails = (): readonly AnyRailSpec[] => Object.values(CATALOG);
