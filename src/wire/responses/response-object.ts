import { optional } from "../../json.ts";
import type { FinishReason, ResponseFacts } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { ErrorObject } from "../failure.ts";
import type { AnswerFrame } from "../wire.ts";
import type { OutputItem } from "./output-items.ts";
import { responseUsage } from "./response-usage.ts";

export type ResponseStatus = "in_progress" | "completed" | "incomplete" | "failed";

/** What changes in a response while it is written. */
export interface ResponseState {
  readonly status: ResponseStatus;
  readonly output: readonly OutputItem[];
  readonly usage?: TokenUsage | undefined;
  /** Why it is incomplete. */
  readonly reason?: "max_output_tokens" | "content_filter" | undefined;
  readonly error?: ErrorObject | undefined;
  /** The result of the rails. */
  readonly guardrails?: Readonly<Record<string, unknown>> | undefined;
}

/** The status of an answer with this finish reason. */
export const endOf = (reason: FinishReason): Pick<ResponseState, "status" | "reason"> => {
  if (reason === "content_filter") return { status: "incomplete", reason };
  return reason === "length" ? { status: "incomplete", reason: "max_output_tokens" } : { status: "completed" };
};

/**
 * What a response repeats of its request, if the request did not set it. Nothing is stored, continued or run in the
 * background.
 */
const UNSAID = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  service_tier: "default",
  store: false,
  temperature: null,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_p: null,
  truncation: "disabled",
};

/** The response object of the Responses API. */
export const responseObject = (
  frame: AnswerFrame,
  upstream: ResponseFacts,
  { status, output, usage, reason, error, guardrails }: ResponseState,
): Readonly<Record<string, unknown>> => {
  const { id, created } = frame.keepsUpstream === true ? upstream : {};
  return {
    id: id ?? frame.id,
    object: "response",
    created_at: created ?? frame.created,
    status,
    model: upstream.model ?? frame.model,
    error: error === undefined ? null : { code: error.code, message: error.message },
    incomplete_details: reason === undefined ? null : { reason },
    ...UNSAID,
    ...frame.echo,
    output,
    usage: usage === undefined ? null : responseUsage(usage),
    ...optional("guardrails", guardrails),
  };
};
