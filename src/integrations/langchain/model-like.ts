import { BaseMessage } from "@langchain/core/messages";
import { BasePromptValue } from "@langchain/core/prompt_values";
import { listOf, recordOf } from "../../json.ts";
import type { AnswerKind } from "./chunk-decoder.ts";

/** A model, or a model with bound tools. */
export interface ModelLike {
  readonly _modelType?: () => string;
  readonly bound?: ModelLike;
  readonly config?: object;
  readonly kwargs?: object;
}

export const modelTypeOf = (runnable: ModelLike | undefined): string | undefined =>
  runnable?._modelType?.() ?? (runnable?.bound === undefined ? undefined : modelTypeOf(runnable.bound));

export const toolsOf = ({ config, kwargs }: ModelLike): readonly object[] =>
  [config, kwargs].flatMap((bound) => listOf(recordOf(bound)["tools"]) as readonly object[]);

/** The kind of answer to a blocked request: that of the model, else an object as in NeMo. */
export const refusedAs = (runnable: ModelLike | undefined, input: unknown): AnswerKind => {
  const type = modelTypeOf(runnable);
  if (type !== undefined) return type === "base_chat_model" ? "message" : "text";
  if (typeof input === "string") return "text";
  const isMessages = Array.isArray(input) || input instanceof BaseMessage || input instanceof BasePromptValue;
  return isMessages ? "message" : "object";
};
