import { optional } from "../../json.ts";
import { sealedThoughts, type TurnState } from "../sealed-thoughts.ts";

export type ItemStatus = "in_progress" | "completed" | "incomplete";

/** One item of the output of a response. */
export interface OutputItem {
  readonly id: string;
  readonly type: "message" | "reasoning" | "function_call";
  readonly [field: string]: unknown;
}

export interface MessagePart {
  readonly kind: "text" | "refusal";
  readonly text: string;
}

export const partToWire = ({ kind, text }: MessagePart): object =>
  kind === "refusal"
    ? { type: "refusal", refusal: text }
    : { type: "output_text", text, annotations: [], logprobs: [] };

export const messageItem = (id: string, status: ItemStatus, parts: readonly MessagePart[]): OutputItem => ({
  id,
  type: "message",
  status,
  role: "assistant",
  content: parts.map(partToWire),
});

export const summaryPart = (text: string): object => ({ type: "summary_text", text });

/** What a model thought, as a summary, and what its provider wants back with it, sealed. */
export const reasoningItem = (id: string, text: string, state: TurnState = {}): OutputItem => ({
  id,
  type: "reasoning",
  summary: text === "" ? [] : [summaryPart(text)],
  ...optional("encrypted_content", sealedThoughts(state)),
});

export interface CallFields {
  readonly callId: string;
  readonly name: string;
  readonly text: string;
}

export const callItem = (id: string, status: ItemStatus, { callId, name, text }: CallFields): OutputItem => ({
  id,
  type: "function_call",
  status,
  call_id: callId,
  name,
  arguments: text,
});

/** The ids of the items of one response. */
export const itemIds = (responseId: string): ((prefix: "msg" | "rs" | "fc", index: number) => string) => {
  const unique = responseId.replace(/^[a-z]+[_-]/, "");
  return (prefix, index) => `${prefix}_${unique}_${index}`;
};
