import { reportedError } from "../../http/reported-error.ts";
import type { Upstream } from "../../http/upstream-error.ts";
import { hasValue, isRecord, type JsonRecord, listOf, recordOf } from "../../json.ts";
import type { StageOutput } from "../../streams/stage.ts";
import type { StreamPart, ThoughtState } from "../../types/stream-part.ts";
import { settledReason } from "../finish-reason.ts";
import type { HeldCalls } from "../tool-calls/held-calls.ts";
import { ToolCallReader } from "../tool-calls/tool-call-reader.ts";
import { isCall, refusalIn, textField } from "./chat-completion-chunk.ts";
import { ChoiceEnd } from "./chat-finish.ts";
import { readReasoning, ReasoningState } from "./chat-reasoning.ts";

type Output = StageOutput<StreamPart>;

/** Decodes one choice of a streamed chat completion. Its finish reason is held until the stream ends. */
export class ChoiceDecoder {
  readonly #index: number;
  readonly #upstream: Upstream;
  readonly #end = new ChoiceEnd();
  readonly #calls: ToolCallReader;
  readonly #reasoning = new ReasoningState();
  #hasText = false;
  #isFirst = true;

  /** @param held - counts what the tool calls of all choices hold. */
  constructor(index: number, upstream: Upstream, held: HeldCalls) {
    this.#index = index;
    this.#upstream = upstream;
    this.#calls = new ToolCallReader(held);
  }

  /** Whether no chunk has given a finish reason yet. */
  get isOpen(): boolean {
    return this.#end.reason === undefined;
  }

  /** Reads this choice of one chunk. */
  read(choice: JsonRecord, output: Output): void {
    const delta = deltaOf(choice, this.#isFirst, this.#calls.hasCalls);
    this.#isFirst = false;
    const reasoning = readReasoning(delta);
    this.#states(this.#reasoning.before(delta), output);
    this.#text("reasoning-delta", reasoning, output);
    this.#states(this.#reasoning.after(delta, reasoning), output);
    const content = textField(delta["content"] ?? choice["text"], "content");
    this.#text("text-delta", content, output);
    this.#text("refusal-delta", textField(delta["refusal"], "refusal") || refusalIn(delta["content"]), output);
    for (const part of this.#calls.read(toolCalls(delta), this.#index)) output.enqueue(part);
    const { error } = choice;
    if (hasValue(error)) throw reportedError(this.#upstream, error);
    this.#end.read(choice, delta, content !== "");
  }

  /** The stream has ended: emits what is left of tool calls, and the finish. */
  finish(output: Output): void {
    const choice = this.#index;
    const reason = settledReason(this.#end.reason ?? "stop", this.#calls.hasCalls, this.#hasText);
    for (const part of this.#calls.rest(choice, reason)) output.enqueue(part);
    output.enqueue({ type: "finish", choice, reason });
  }

  #text(type: "text-delta" | "reasoning-delta" | "refusal-delta", text: string, output: Output): void {
    if (text === "") return;
    output.enqueue({ type, choice: this.#index, text });
    this.#hasText ||= type !== "reasoning-delta";
  }

  #states(states: readonly ThoughtState[], output: Output): void {
    for (const state of states) output.enqueue({ type: "thought-state", choice: this.#index, state });
  }
}

/**
 * The delta of a choice. A complete message is used instead if it is the first and last chunk. Otherwise a message only
 * contributes its tool calls, if no delta had any.
 */
const deltaOf = (
  { delta, message, finish_reason: reason }: JsonRecord,
  isFirst: boolean,
  hasCalls: boolean,
): JsonRecord => {
  if (!isRecord(message)) return isRecord(delta) ? delta : {};
  if (!isRecord(delta) && isFirst) return typeof reason === "string" ? message : {};
  const fields = recordOf(delta);
  const isMissing = toolCalls(fields).length === 0 && !hasCalls;
  return isMissing ? { ...fields, tool_calls: toolCalls(message) } : fields;
};

/** The tool calls of a delta, including the single `function_call` of older models and those in content parts. */
const toolCalls = ({ tool_calls: calls, function_call: call, content }: JsonRecord): readonly unknown[] => {
  if (isRecord(calls) && hasValue(calls)) return [calls];
  if (Array.isArray(calls) && calls.length > 0) return calls;
  // Some servers add one with empty strings to every answer.
  if (isRecord(call) && Object.values(call).some(hasValue)) return [{ index: 0, function: call }];
  return listOf(content).filter(isCall);
};
