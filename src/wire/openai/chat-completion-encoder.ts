import { jsonText, optional } from "../../json.ts";
import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, ResponseFacts, StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Verdict } from "../../types/verdict.ts";
import { usageBreakdown, verdictToWire } from "../guardrails-field.ts";
import { blockedError } from "../nemo-text/blocked-error.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { JsonEvent } from "../sse/sse-encoder.ts";
import { KeptThoughts, Thoughts } from "../thoughts.ts";
import { CustomInput } from "../tool-calls/custom-input.ts";
import type { AnswerFrame } from "../wire.ts";
import { headOf } from "./chat-head.ts";
import { chatUsage } from "./chat-usage.ts";

type Output = StageOutput<ServerSentEvent>;

/**
 * Encodes parts as events of an OpenAI chat completions stream: a role delta first, then deltas, one finish reason per
 * choice, a usage chunk if requested, `[DONE]` last. A verdict is sent as `guardrails` on a chunk with an empty delta,
 * which all clients read as a chunk without text.
 */
class ChatCompletionEncoder implements Stage<StreamPart, ServerSentEvent> {
  readonly name = "chat-completion-encoder";
  readonly #frame: AnswerFrame;
  readonly #opened = new Set<number>();
  readonly #finished = new Set<number>();
  #head = "";
  #textHead = "";
  readonly #thoughts = new Map<number, Thoughts>();
  readonly #kept = new KeptThoughts();
  /** The texts of custom tools' calls, by choice and index. */
  readonly #inputs = new Map<string, CustomInput>();
  #refused = false;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
    this.#setHead({});
  }

  feed(part: StreamPart, output: Output): void {
    if (this.#refused) return;
    if (part.type === "response") return this.#setHead(part);
    if (part.type === "usage") return this.#usage(part.usage, output);
    if (part.type === "thought-state" && !this.#thoughts.has(part.choice))
      this.#thoughts.set(part.choice, new Thoughts(this.#kept));
    this.#thoughts.get(part.choice)?.add(part);
    if (part.type === "thought-state") return;
    if (!this.#opened.has(part.choice)) this.#open(part.choice, output);
    if (part.type === "text-delta" && part.choice === 0) {
      return output.enqueue(new JsonEvent(`${this.#textHead}${jsonText(part.text)}},"finish_reason":null}]}`));
    }
    this.#part(part, output);
  }

  end(output: Output): void {
    const { closing } = this.#frame;
    if (closing !== undefined) {
      output.enqueue(new JsonEvent(`${this.#head}[],${JSON.stringify({ guardrails: closing() }).slice(1)}`));
    }
    output.enqueue({ data: "[DONE]" });
  }

  #part(part: Exclude<StreamPart, { type: "response" | "usage" | "thought-state" }>, output: Output): void {
    switch (part.type) {
      case "text-delta":
        return this.#delta(part.choice, { content: part.text }, output);
      case "reasoning-delta":
        return this.#delta(part.choice, { reasoning_content: part.text }, output);
      case "refusal-delta":
        return this.#delta(part.choice, { refusal: part.text }, output);
      case "tool-call-delta":
        return this.#call(part, output);
      case "verdict":
        return this.#verdict(part.choice, part.verdict, output);
      case "finish":
        return this.#finish(part.choice, part.reason, output);
    }
  }

  #call(part: ToolCallDelta, output: Output): void {
    const key = `${part.choice} ${part.index}`;
    if (part.custom === true) this.#inputs.set(key, new CustomInput());
    const input = this.#inputs.get(key);
    const call = input === undefined ? toolCallToWire(part) : customCallToWire(part, input.feed(part.text));
    this.#delta(part.choice, { tool_calls: [call] }, output);
  }

  /** What is left of the texts for custom tools. */
  #endInputs(choice: number, output: Output): void {
    for (const [key, input] of this.#inputs) {
      const [of, index] = key.split(" ").map(Number);
      const rest = of === choice ? input.end() : "";
      if (rest !== "") this.#delta(choice, { tool_calls: [{ index, custom: { input: rest } }] }, output);
    }
  }

  #verdict(choice: number, verdict: Verdict, output: Output): void {
    const { onBlock, blockMessage } = this.#frame;
    // The refusal of an input rail is an answer already. Only an answer that was cut off needs an error or a message.
    const cutOff = cutsAnswer(verdict);
    if (cutOff && onBlock === "error") {
      this.#refused = true;
      return output.enqueue(new JsonEvent(JSON.stringify({ error: blockedError(verdict) })));
    }
    this.#delta(choice, {}, output, { guardrails: verdictToWire(verdict) });
    if (cutOff && onBlock === "message")
      this.#delta(choice, { content: verdict.refusal ?? blockMessage ?? "" }, output);
  }

  #finish(choice: number, reason: FinishReason, output: Output): void {
    if (this.#finished.has(choice)) return;
    this.#finished.add(choice);
    this.#endInputs(choice, output);
    const thoughts = this.#thoughts.get(choice)?.fields() ?? {};
    if (reason !== "content_filter" && Object.keys(thoughts).length > 0) this.#delta(choice, thoughts, output);
    output.enqueue(new JsonEvent(`${this.#head}[{"index":${choice},"delta":{},"finish_reason":"${reason}"}]}`));
  }

  #usage(usage: TokenUsage, output: Output): void {
    const { includeUsage = false } = this.#frame;
    if (includeUsage === false || (includeUsage === "reported" && usage.estimated)) return;
    const extra = { usage: chatUsage(usage), guardrails: { usage: usageBreakdown(usage) } };
    output.enqueue(new JsonEvent(`${this.#head}[],${JSON.stringify(extra).slice(1)}`));
  }

  #open(choice: number, output: Output): void {
    this.#opened.add(choice);
    this.#delta(choice, { role: "assistant", content: "" }, output);
  }

  #delta(choice: number, delta: object, output: Output, extra?: object): void {
    const more = extra === undefined ? "}" : `,${JSON.stringify(extra).slice(1)}`;
    const body = `{"index":${choice},"delta":${JSON.stringify(delta)},"finish_reason":null}`;
    output.enqueue(new JsonEvent(`${this.#head}[${body}]${more}`));
  }

  /** The common start of all chunks is serialized once per stream, not once per token. */
  #setHead(upstream: ResponseFacts): void {
    const head = JSON.stringify(headOf("chat.completion.chunk", this.#frame, upstream));
    this.#head = `${head.slice(0, -1)},"choices":`;
    this.#textHead = `${this.#head}[{"index":0,"delta":{"content":`;
  }
}

const customCallToWire = ({ index, id, name }: ToolCallDelta, input: string): object => ({
  index,
  ...(id === undefined ? {} : { id, type: "custom" }),
  custom: { ...optional("name", name), input },
});

const toolCallToWire = ({ index, id, name, text, state }: ToolCallDelta): object => ({
  index,
  ...(id === undefined ? {} : { id, type: "function" }),
  function: { ...(name === undefined ? {} : { name }), arguments: text },
  ...(state === undefined ? {} : { extra_content: state }),
});

/**
 * Encodes parts as events of an OpenAI chat completions stream. Put an `sseEncoder` after it to get bytes.
 *
 * @example
 * const frame = { id: "chatcmpl-1", created: 1_767_225_600, model: "gpt-4o-mini", onBlock: "content_filter" } as const;
 * const body = pipeline(parts, [chatCompletionEncoder(frame), sseEncoder()]);
 */
export const chatCompletionEncoder = (frame: AnswerFrame): Stage<StreamPart, ServerSentEvent> =>
  new ChatCompletionEncoder(frame);
