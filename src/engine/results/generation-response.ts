import { flowId } from "../../config/flow-id.ts";
import { optional } from "../../json.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { ToolCall } from "../../types/chat-message.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { Outcome, Verdict } from "../../types/verdict.ts";
import type { Answer } from "../../wire/answer.ts";
import type { CheckedRequest } from "../checked-request.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationOptions } from "../generation-input.ts";
import { type GenerationLogView, logView } from "../log/log-view.ts";
import type { GenerationRun } from "../run/generation-run.ts";

/** The bot's message. Its role is `exception` for a block, if the config enables rails exceptions. */
export type BotMessage =
  | {
      readonly role: "assistant";
      readonly content: string;
      /** The model's own refusal, if it refused to answer; the content is usually empty then. */
      readonly refusal?: string;
      readonly tool_calls?: readonly ToolCall[];
    }
  | { readonly role: "exception"; readonly content: RailException };

/** A block as an exception event of NeMo Guardrails. */
export interface RailException {
  /**
   * The exception type of the flow in NeMo Guardrails, else `InputRailException` or `OutputRailException`; or the one
   * that a Colang flow raised.
   */
  readonly type: string;
  readonly message: string;
}

/** A complete answer with the data that its options requested, under the names of NeMo Guardrails. */
export interface GenerationResponse<Response = readonly BotMessage[]> {
  /** The bot's message; for a prompt its text, unless it is an exception. */
  readonly response: Response;
  readonly outcome: Outcome;
  readonly usage: StreamUsage;
  readonly log: GenerationLogView;
  readonly llm_output?: Readonly<Record<string, unknown>>;
  readonly output_data?: Readonly<Record<string, unknown>>;
  readonly reasoning_content?: string;
  /** The model's own refusal, if it refused to answer. Absent for a block, whose refusal is the response. */
  readonly refusal?: string;
  readonly tool_calls?: readonly ToolCall[];
}

/** The exception for a block. A message that a Colang flow says itself stays a message, as in NeMo Guardrails. */
const exceptionOf = (block: Verdict | undefined, { config, rails }: EngineParts): RailException | undefined => {
  if (block === undefined || block.exception !== undefined) return block?.exception;
  const { rail, railType, refusal } = block;
  if (!config.enableRailsExceptions) return undefined;
  if (refusal !== undefined && config.flows.some(({ name }) => name === flowId(rail).name)) return undefined;
  const place = railType.endsWith("input") ? "Input" : "Output";
  const message = `${place} not allowed. The ${place.toLowerCase()} was blocked by the '${rail}' flow.`;
  const type = Object.values(rails)
    .flat()
    .find(({ name }) => name === rail)?.exception;
  return { type: type ?? `${place}RailException`, message };
};

/** The message with which the conversation continues. */
export const botMessage = (answer: Answer, outcome: Outcome, parts: EngineParts): BotMessage => {
  const exception = exceptionOf(outcome.verdicts.find(isBlock), parts);
  if (exception !== undefined) return { role: "exception", content: exception };
  const choice = answer.choices[0];
  const { content = "", refusal = "", toolCalls = [] } = choice ?? {};
  return {
    role: "assistant",
    content,
    ...(refusal === "" ? {} : { refusal }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
};

const outputData = (
  run: GenerationRun,
  wanted: GenerationOptions["output_vars"],
  message: BotMessage,
): Readonly<Record<string, unknown>> | undefined => {
  if (wanted === undefined || wanted === false) return undefined;
  const user = run.messages.findLast(({ role }) => role === "user")?.content ?? null;
  const all: Record<string, unknown> = { ...run.variables, user_message: user, bot_message: message.content };
  if (wanted === true) return all;
  return Object.fromEntries(wanted.map((name) => [name, Object.hasOwn(all, name) ? all[name] : null]));
};

/** A request, its run, and the complete answer. */
export interface CompletedRequest {
  readonly request: CheckedRequest;
  readonly run: GenerationRun;
  readonly answer: Answer;
}

/** The data of a finished run that its options requested. */
export const generationResponse = async (
  { run, request, answer }: CompletedRequest,
  parts: EngineParts,
  isPrompt: boolean,
): Promise<GenerationResponse<string | readonly BotMessage[]>> => {
  const outcome = await run.tracker.outcome;
  const message = botMessage(answer, outcome, parts);
  const choice = answer.choices[0];
  const data = outputData(run, request.options.output_vars, message);
  const { options } = request;
  return {
    response: isPrompt && message.role === "assistant" ? message.content : [message],
    outcome,
    usage: await run.tracker.usage,
    log: logView(run.log, options),
    ...(options.llm_output === true
      ? { llm_output: { id: answer.facts.id, model: answer.facts.model, finish_reason: choice?.finishReason } }
      : {}),
    ...optional("output_data", data),
    ...(choice === undefined || choice.reasoning === "" ? {} : { reasoning_content: choice.reasoning }),
    ...(choice === undefined || choice.refusal === "" ? {} : { refusal: choice.refusal }),
    ...(choice === undefined || choice.toolCalls.length === 0 ? {} : { tool_calls: choice.toolCalls }),
  };
};
