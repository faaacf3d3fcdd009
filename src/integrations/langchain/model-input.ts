import { BaseMessage, type BaseMessageLike, coerceMessageLikeToMessage } from "@langchain/core/messages";
import { RequestError } from "../../errors.ts";
import { isPlainObject, isRecord, type JsonRecord, textOf, optional } from "../../json.ts";

/** The keys of input and output in objects. */
export interface Keys {
  readonly inputKey: string;
  readonly outputKey: string;
}

/** The input of a model, and how its answer is returned. */
export interface ModelInput {
  readonly input: unknown;
  /** Variables of the request. */
  readonly context?: JsonRecord;
  readonly answered: (answer: unknown) => unknown;
}

/** A value that a model accepts as a message: one with a role, or a pair of type and text. */
const messagesIn = (asked: unknown): unknown =>
  Array.isArray(asked) ? (asked as BaseMessageLike[]).map(coerceMessageLikeToMessage) : asked;

/** A text input gets a text answer. */
const textOfAnswer = (answer: unknown): string => (answer instanceof BaseMessage ? answer.text : textOf(answer));

/** Reads the input as NeMo does: of an object, the value under `inputKey` is sent to the model, in its own form. */
export const modelInputOf = (input: unknown, { inputKey, outputKey }: Keys): ModelInput => {
  if (!isPlainObject(input)) return { input: messagesIn(input), answered: (answer) => answer };
  const { [inputKey]: asked = input["input"], context } = input;
  if (asked === undefined)
    throw new RequestError(`Expected what the model is asked under "${inputKey}": name the key by inputKey`, inputKey);
  if (context !== undefined && !isRecord(context))
    throw new RequestError("Expected an object of variables under context", "context");
  const isText = typeof asked === "string";
  return {
    input: messagesIn(asked),
    ...optional("context", context),
    answered: (answer) => ({ [outputKey]: isText ? textOfAnswer(answer) : answer }),
  };
};
