import { BaseMessage, type BaseMessageLike, coerceMessageLikeToMessage } from "@langchain/core/messages";
import { RequestError } from "../../errors.ts";
import { isPlainObject, isRecord, type JsonRecord, textOf, optional } from "../../json.ts";

/** Where objects have what is asked, and where those that come back have the answer. */
export interface Keys {
  readonly inputKey: string;
  readonly outputKey: string;
}

/** What a model is asked, and how what it answers is given back. */
export interface Asked {
  readonly input: unknown;
  /** Variables of the request. */
  readonly context?: JsonRecord;
  readonly answered: (answer: unknown) => unknown;
}

/** Whatever a model takes for a message: one with a role, or a pair of its type and its text. */
const messagesIn = (asked: unknown): unknown =>
  Array.isArray(asked) ? (asked as BaseMessageLike[]).map(coerceMessageLikeToMessage) : asked;

/** A text is answered with one. */
const saidIn = (answer: unknown): string => (answer instanceof BaseMessage ? answer.text : textOf(answer));

/** Reads what is asked as NeMo does before it asks a model: of an object it is what stands under its key, in the shape of that. */
export const askedOf = (input: unknown, { inputKey, outputKey }: Keys): Asked => {
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
    answered: (answer) => ({ [outputKey]: isText ? saidIn(answer) : answer }),
  };
};
