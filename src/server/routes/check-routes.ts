import { checks, guardrailChecks } from "../checks.ts";
import { litellmGuardrail } from "../litellm.ts";
import type { Route } from "../route.ts";

/** Checks without an answer, in the formats of NeMo Guardrails, of NVIDIA's microservice, and of LiteLLM. */
export const checkRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/checks", handler: checks },
  { method: "POST", path: "/v1/guardrail/checks", handler: guardrailChecks },
  { method: "POST", path: "/beta/litellm_basic_guardrail_api", handler: litellmGuardrail },
];
