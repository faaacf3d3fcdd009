import { optional, parseJson } from "../../json.ts";
import type { GroupedName } from "../grouped-name.ts";
import type { AnswerFrame } from "../wire.ts";
import type { CallKind, ItemKind, ItemNames } from "./item-names.ts";

export type ItemStatus = "in_progress" | "completed" | "incomplete";

/** One item of the output of a response. */
export interface OutputItem {
  readonly id: string;
  readonly type: ItemKind;
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

/** Reasoning as a summary, with the state that its provider wants back. */
export const reasoningItem = (id: string, text: string, encrypted?: string): OutputItem => ({
  id,
  type: "reasoning",
  summary: text === "" ? [] : [summaryPart(text)],
  ...optional("encrypted_content", encrypted),
});

/** What is known of a call when it starts. */
export interface CallOpening {
  readonly kind: CallKind | "tool_search_call";
  readonly callId: string;
  readonly tool: GroupedName;
}

export const openingOf = (
  callId: string,
  name: string,
  isCustom: boolean,
  { itemNames, toolNames = itemNames?.tools }: AnswerFrame,
): CallOpening => {
  const tool = toolNames?.get(name) ?? { name };
  if (tool.isSearch) return { kind: "tool_search_call", callId, tool };
  return { kind: isCustom ? "custom_tool_call" : "function_call", callId, tool };
};

/** The field of a call's text: JSON, or any text. */
export const TEXT_FIELDS = { function_call: "arguments", custom_tool_call: "input" } as const;

export const callItem = (
  id: string,
  status: ItemStatus,
  { kind, callId, tool }: CallOpening,
  text: string,
): OutputItem => {
  const about = { id, type: kind, status, call_id: callId };
  if (kind === "tool_search_call") return { ...about, execution: "client", arguments: parseJson(text) ?? {} };
  return { ...about, ...tool, [TEXT_FIELDS[kind]]: text };
};

const PREFIXES = {
  message: "msg",
  reasoning: "rs",
  function_call: "fc",
  custom_tool_call: "ctc",
  tool_search_call: "tsc",
} as const;

/** Creates the ids of the items of one response: the upstream's, if the answer keeps them, otherwise by position. */
export const itemIds = (
  responseId: string,
  names?: Pick<ItemNames, "take">,
): ((kind: ItemKind, index: number) => string) => {
  const unique = responseId.replace(/^[a-z]+[_-]/, "");
  return (kind, index) => names?.take(kind) ?? `${PREFIXES[kind]}_${unique}_${index}`;
};
