import { optional } from "../../json.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { countTokens } from "../../text/pre-tokenizer.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { TokenUsage } from "../../types/usage.ts";

/** One model call, with the field names of NeMo Guardrails. Times are seconds. */
export interface LlmCallInfo {
  readonly task: string;
  readonly prompt: string;
  readonly completion: string | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** Whether the tokens were estimated from the text, since the provider reported no usage. */
  readonly estimated: boolean;
  readonly started_at: number;
  readonly finished_at: number;
  readonly duration: number;
  readonly id: string | null;
  /** Why the model stopped, for each choice; `error` for one that it did not finish. Empty if no answer came. */
  readonly finish_reasons: readonly string[];
  readonly llm_model_name: string;
  /** The requested model. The provider may report another name for the one that answered. */
  readonly request_model: string;
  readonly llm_provider_name: string;
  /** The host of the provider. Absent for models without a URL. */
  readonly host?: string;
  readonly from_cache: boolean;
}

const SECOND = 1_000;

const textOf = ({ content }: ChatMessage): string => (typeof content === "string" ? content : JSON.stringify(content));

const promptText = (messages: readonly ChatMessage[]): string =>
  messages.map((message) => `[${message.role}]\n${textOf(message)}`).join("\n");

/** Estimates the tokens of a prompt with the pre-tokenizer. */
export const estimatePrompt = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + countTokens(textOf(message)), 0);

const estimate = (messages: readonly ChatMessage[], completion: string): TokenUsage => {
  const promptTokens = estimatePrompt(messages);
  const completionTokens = countTokens(completion);
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: true };
};

const prompts = new WeakMap<LlmCallInfo, readonly ChatMessage[]>();

/** The prompt of a call as messages; none if the log had no room for it. */
export const promptOf = (call: LlmCallInfo): readonly ChatMessage[] => prompts.get(call) ?? [];

/** What a model answered, as far as it is logged. */
export interface LoggedAnswer {
  readonly text: string | undefined;
  readonly finishReasons: readonly string[];
  readonly id?: string | undefined;
  readonly model?: string | undefined;
}

const answerOf = ({ response }: JudgeCall): LoggedAnswer => ({
  text: response?.choices[0]?.content,
  finishReasons: response?.choices.map(({ finishReason }) => finishReason) ?? [],
  id: response?.id,
  model: response?.model,
});

export const callInfo = (
  call: JudgeCall,
  usage: TokenUsage | undefined = call.response?.usage,
  answer: LoggedAnswer = answerOf(call),
): LlmCallInfo => {
  const tokens = usage ?? estimate(call.messages, answer.text ?? "");
  const info: LlmCallInfo = {
    task: call.task,
    prompt: promptText(call.messages),
    completion: answer.text ?? null,
    prompt_tokens: tokens.promptTokens,
    completion_tokens: tokens.completionTokens,
    total_tokens: tokens.totalTokens,
    estimated: tokens.estimated,
    started_at: call.startedAt / SECOND,
    finished_at: call.finishedAt / SECOND,
    duration: (call.finishedAt - call.startedAt) / SECOND,
    id: answer.id ?? null,
    finish_reasons: answer.finishReasons,
    llm_model_name: answer.model ?? call.model.model,
    request_model: call.model.model,
    llm_provider_name: call.model.provider,
    ...optional("host", call.model.host),
    from_cache: false,
  };
  prompts.set(info, call.messages);
  return info;
};
