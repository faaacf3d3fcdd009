import { optional } from "../json.ts";
import { JoinedText } from "../text/joined-text.ts";
import type { ToolCall, ToolCallState } from "../types/chat-message.ts";
import type { FinishPart, FinishReason, StreamPart } from "../types/stream-part.ts";
import { type ThoughtFields, Thoughts } from "./thoughts.ts";

/** One complete choice of an answer. */
export interface AnswerChoice {
  readonly index: number;
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  /** How many of them came before the text. */
  readonly callsBefore: number;
  readonly thoughts: ThoughtFields;
  readonly finishReason: FinishReason;
  /** See {@link FinishPart.paused}. */
  readonly paused?: true;
}

interface MutableToolCall {
  id: string;
  name: string;
  readonly arguments: JoinedText;
  custom: true | undefined;
  hosted: true | undefined;
  state: ToolCallState | undefined;
}

/** Assembles one choice from its parts. */
export class ChoiceBuilder {
  readonly index: number;
  readonly #content = new JoinedText();
  readonly #reasoning = new JoinedText();
  readonly #refusal = new JoinedText();
  /** Undefined until the choice has ended. */
  finishReason: FinishReason | undefined;
  #paused: true | undefined;
  readonly #calls = new Map<number, MutableToolCall>();
  #callsBefore = 0;
  readonly #thoughts = new Thoughts();

  constructor(index: number) {
    this.index = index;
  }

  add(part: StreamPart): void {
    this.#thoughts.add(part);
    if (part.type === "text-delta") this.#content.add(part.text);
    else if (part.type === "reasoning-delta") this.#reasoning.add(part.text);
    else if (part.type === "refusal-delta") this.#refusal.add(part.text);
    else if (part.type === "finish") this.#finish(part);
    else if (part.type === "tool-call-delta") {
      const call = this.#calls.get(part.index) ?? {
        id: "",
        name: "",
        arguments: new JoinedText(),
        custom: undefined,
        hosted: undefined,
        state: undefined,
      };
      call.id ||= part.id ?? "";
      call.name ||= part.name ?? "";
      call.arguments.add(part.text);
      call.custom ??= part.custom;
      call.hosted ??= part.hosted;
      call.state ??= part.state;
      this.#calls.set(part.index, call);
      if (this.#content.length === 0) this.#callsBefore = this.#calls.size;
    }
  }

  #finish({ reason, paused }: FinishPart): void {
    this.finishReason = reason;
    this.#paused = paused;
  }

  build(): AnswerChoice {
    const { index, finishReason = "stop" } = this;
    const calls = [...this.#calls].sort(([a], [b]) => a - b);
    const toolCalls = calls.map(([, { id, name, arguments: json, custom, hosted, state }]): ToolCall => ({
      id,
      type: "function",
      function: { name, arguments: json.text },
      ...optional("custom", custom),
      ...optional("hosted", hosted),
      ...optional("extra_content", state),
    }));
    return {
      index,
      content: this.#content.text,
      reasoning: this.#reasoning.text,
      refusal: this.#refusal.text,
      toolCalls,
      callsBefore: this.#callsBefore,
      thoughts: this.#thoughts.fields(),
      finishReason,
      ...optional("paused", this.#paused),
    };
  }
}
