import type { Attributes } from "@opentelemetry/api";

/*
 * Names of OpenTelemetry's conventions for generative AI (https://opentelemetry.io/docs/specs/semconv/gen-ai/, in
 * development), and beside them those NeMo Guardrails gives to spans and metrics of rails
 * (https://docs.nvidia.com/nemo/guardrails/observability/tracing/span-reference and …/metrics/reference). What neither has
 * a name for begins with `edgerails.`.
 */

/** Our engines that the conventions call otherwise. */
const PROVIDERS: Readonly<Record<string, string>> = { azure: "azure.ai.openai" };

const providerName = (provider: string): string => PROVIDERS[provider] ?? provider;

/** A class of failures, as `error.type` wants it: few values, and nothing of a message. */
export const errorType = (error: unknown): string => {
  const { code, name } = (typeof error === "object" && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
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
