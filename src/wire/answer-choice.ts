import { optional } from "../json.ts";
import type { FinishReason, StreamPart, ToolCall, ToolCallState } from "../types.ts";
import { type ThoughtFields, Thoughts } from "./thoughts.ts";

/** One choice of an answer, complete. */
export interface AnswerChoice {
  readonly index: number;
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  readonly thoughts: ThoughtFields;
  readonly finishReason: FinishReason;
}

interface MutableToolCall {
  id: string;
  name: string;
  arguments: string;
  state: ToolCallState | undefined;
}

/** Puts one choice together from its parts. */
export class ChoiceBuilder {
  readonly index: number;
  content = "";
  reasoning = "";
  refusal = "";
  /** Undefined until it has ended. */
  finishReason: FinishReason | undefined;
  readonly #calls = new Map<number, MutableToolCall>();
  readonly #thoughts = new Thoughts();

  constructor(index: number) {
    this.index = index;
  }

  add(part: StreamPart): void {
    this.#thoughts.add(part);
    if (part.type === "text-delta") this.content += part.text;
    else if (part.type === "reasoning-delta") this.reasoning += part.text;
    else if (part.type === "refusal-delta") this.refusal += part.text;
    else if (part.type === "finish") this.finishReason = part.reason;
    else if (part.type === "tool-call-delta") {
      const call = this.#calls.get(part.index) ?? { id: "", name: "", arguments: "", state: undefined };
      call.id ||= part.id ?? "";
      call.name ||= part.name ?? "";
      call.arguments += part.text;
      call.state ??= part.state;
      this.#calls.set(part.index, call);
    }
  }

  build(): AnswerChoice {
    const { index, content, reasoning, refusal, finishReason = "stop" } = this;
    const calls = [...this.#calls].sort(([a], [b]) => a - b);
    const toolCalls = calls.map(([, { id, name, arguments: text, state }]): ToolCall => ({
      id,
      type: "function",
      function: { name, arguments: text },
      ...optional("extra_content", state),
    }));
    return { index, content, reasoning, refusal, toolCalls, thoughts: this.#thoughts.fields(), finishReason };
  }
}
