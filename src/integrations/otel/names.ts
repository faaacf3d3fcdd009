import type { Attributes } from "@opentelemetry/api";
import type { LlmCallInfo } from "../../engine/log/llm-call-info.ts";
import type { FinishedRequest } from "../../engine/telemetry.ts";
import { recordOf } from "../../json.ts";

/*
 * Names of OpenTelemetry's conventions for generative AI (https://github.com/open-telemetry/semantic-conventions-genai,
 * in development), and beside them those NeMo Guardrails gives to spans and metrics of rails
 * (https://docs.nvidia.com/nemo/guardrails/observability/tracing/span-reference and …/metrics/reference). What neither has
 * a name for begins with `edgerails.`.
 */

/** Engines with another name in the conventions, by the names of configs and of LiteLLM. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["azure", "azure.ai.openai"],
  ["azure_ai", "azure.ai.inference"],
  ["bedrock", "aws.bedrock"],
  ["gemini", "gcp.gemini"],
  ["mistral", "mistral_ai"],
  ["moonshot", "moonshot_ai"],
  ["vertex_ai", "gcp.vertex_ai"],
  ["watsonx", "ibm.watsonx.ai"],
  ["xai", "x_ai"],
]);

const providerName = (provider: string): string => PROVIDERS.get(provider) ?? provider;

/** The value of `error.type`: a class of errors without any message. */
export const errorType = (error: unknown): string => {
  const { code, name } = recordOf(error);
  return [code, name].find((one): one is string => typeof one === "string" && /^\w{1,64}$/.test(one)) ?? "_OTHER";
};

/** Attributes that every model call has, in spans and metrics. */
export const callAttributes = (call: {
  readonly llm_provider_name: string;
  readonly request_model: string;
  readonly llm_model_name: string;
}): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": providerName(call.llm_provider_name),
  "gen_ai.request.model": call.request_model,
  "gen_ai.response.model": call.llm_model_name,
});

/** What a model call broke with. A judge's error is not kept, so its class is `_OTHER`. */
export const callError = (
  { completion }: Pick<LlmCallInfo, "completion">,
  main?: Pick<FinishedRequest, "error">,
): unknown => (main === undefined && completion === null ? {} : main?.error);

/** Seconds until the first chunk of the main model's answer, if one came. */
export const firstChunkAfter = (
  { started_at: startedAt }: Pick<LlmCallInfo, "started_at">,
  { firstPartAt }: Pick<FinishedRequest, "firstPartAt">,
): number | undefined =>
  firstPartAt === undefined ? undefined : Math.max(0, (firstPartAt - startedAt * 1_000) / 1_000);
