import type { FinishReason, StreamPart, StreamUsage, TokenUsage, ToolCallDelta, Verdict } from "../../types.ts";
import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";

export interface ChatCompletionEncoderOptions {
  /** The id of the answer, the same on every chunk. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Used until, and unless, the provider names its model. */
  readonly model: string;
  /** Whether the client asked for usage (`stream_options.include_usage`). Default false. */
  readonly includeUsage?: boolean;
  /**
   * What a block looks like. `content_filter` (default): a finish reason, with the verdict under `guardrails`. `error`: an
   * error event as NeMo Guardrails sends it. `message`: as the first, after a last text saying so.
   */
  readonly onBlock?: "content_filter" | "error" | "message";
  /** The text of `onBlock: "message"`. */
  readonly blockMessage?: string;
}

type Output = StageOutput<ServerSentEvent>;

/** The error object of a blocked answer, as NeMo Guardrails words it. */
export const blockedError = ({ rail, code }: Verdict): Readonly<Record<string, unknown>> =>
  code === "content_blocked"
    ? { message: `Blocked by ${rail} rails.`, type: "guardrails_violation", param: rail, code }
    : { message: `Internal error in ${rail} rail: the check failed`, type: "internal_error", param: rail, code };

/** OpenAI's usage object. */
export const usageToWire = (usage: TokenUsage): Readonly<Record<string, unknown>> => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.totalTokens,
  ...(usage.cachedTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: usage.cachedTokens } }),
  ...(usage.reasoningTokens === undefined
    ? {}
    : { completion_tokens_details: { reasoning_tokens: usage.reasoningTokens } }),
});

/** A verdict under the names of the wire. Its reason stays here: it may quote a rule, or what a failing rail threw. */
export const verdictToWire = ({ railType, reason: _reason, ...rest }: Verdict): Readonly<Record<string, unknown>> => ({
  ...rest,
  rail_type: railType,
});

const breakdown = (usage: TokenUsage | StreamUsage): Readonly<Record<string, unknown>> => ({
  estimated: usage.estimated,
  ...("rails" in usage
    ? {
        delivered_tokens: usage.deliveredTokens,
        withheld_tokens: usage.withheldTokens,
        rails: { ...usageToWire(usage.rails), estimated: usage.rails.estimated },
      }
    : {}),
});

/**
 * Parts into the events of an OpenAI chat completions stream: a role delta first, then deltas, one finish reason per
 * choice, a usage chunk when asked for, `[DONE]` last. A verdict rides as `guardrails` on a chunk with an empty delta,
 * which every client reads as a chunk without text.
 */
class ChatCompletionEncoder implements Stage<StreamPart, ServerSentEvent> {
  readonly name = "chat-completion-encoder";
  readonly #options: ChatCompletionEncoderOptions;
  readonly #opened = new Set<number>();
  readonly #finished = new Set<number>();
  #head = "";
  #textHead = "";
  #refused = false;

  constructor(options: ChatCompletionEncoderOptions) {
    this.#options = options;
    this.#setModel(options.model);
  }

  feed(part: StreamPart, output: Output): void {
    if (this.#refused) return;
    if (part.type === "response") return part.model === undefined ? undefined : this.#setModel(part.model);
    if (part.type === "usage") return this.#usage(part.usage, output);
    if (!this.#opened.has(part.choice)) this.#open(part.choice, output);
    if (part.type === "text-delta" && part.choice === 0) {
      return output.enqueue({ data: `${this.#textHead}${JSON.stringify(part.text)}},"finish_reason":null}]}` });
    }
    this.#part(part, output);
  }

  end(output: Output): void {
    output.enqueue({ data: "[DONE]" });
  }

  #part(part: Exclude<StreamPart, { type: "response" | "usage" }>, output: Output): void {
    switch (part.type) {
      case "text-delta":
        return this.#delta(part.choice, { content: part.text }, output);
      case "reasoning-delta":
        return this.#delta(part.choice, { reasoning_content: part.text }, output);
      case "refusal-delta":
        return this.#delta(part.choice, { refusal: part.text }, output);
      case "tool-call-delta":
        return this.#delta(part.choice, { tool_calls: [toolCallToWire(part)] }, output);
      case "verdict":
        return this.#verdict(part.choice, part.verdict, output);
      case "finish":
        return this.#finish(part.choice, part.reason, output);
    }
  }

  #verdict(choice: number, verdict: Verdict, output: Output): void {
    const { onBlock, blockMessage } = this.#options;
    // An input rail's refusal is an answer already; only an answer that was cut off needs an error or a last word.
    const cutOff = cutsAnswer(verdict);
    if (cutOff && onBlock === "error") {
      this.#refused = true;
      return output.enqueue({ data: JSON.stringify({ error: blockedError(verdict) }) });
    }
    this.#delta(choice, {}, output, { guardrails: verdictToWire(verdict) });
    if (cutOff && onBlock === "message") this.#delta(choice, { content: blockMessage ?? "" }, output);
  }

  #finish(choice: number, reason: FinishReason, output: Output): void {
    if (this.#finished.has(choice)) return;
    this.#finished.add(choice);
    output.enqueue({ data: `${this.#head}[{"index":${choice},"delta":{},"finish_reason":"${reason}"}]}` });
  }

  #usage(usage: TokenUsage, output: Output): void {
    if (this.#options.includeUsage !== true) return;
    const extra = { usage: usageToWire(usage), guardrails: { usage: breakdown(usage) } };
    output.enqueue({ data: `${this.#head}[],${JSON.stringify(extra).slice(1)}` });
  }

  #open(choice: number, output: Output): void {
    this.#opened.add(choice);
    this.#delta(choice, { role: "assistant", content: "" }, output);
  }

  #delta(choice: number, delta: object, output: Output, extra?: object): void {
    const more = extra === undefined ? "}" : `,${JSON.stringify(extra).slice(1)}`;
    const body = `{"index":${choice},"delta":${JSON.stringify(delta)},"finish_reason":null}`;
    output.enqueue({ data: `${this.#head}[${body}]${more}` });
  }

  /** What every chunk begins with is made once per stream, not once per token. */
  #setModel(model: string): void {
    const { id, created } = this.#options;
    const head = JSON.stringify({ id, object: "chat.completion.chunk", created, model });
    this.#head = `${head.slice(0, -1)},"choices":`;
    this.#textHead = `${this.#head}[{"index":0,"delta":{"content":`;
  }
}

const toolCallToWire = ({ index, id, name, text }: ToolCallDelta): object => ({
  index,
  ...(id === undefined ? {} : { id, type: "function" }),
  function: { ...(name === undefined ? {} : { name }), arguments: text },
});

export const chatCompletionEncoder = (options: ChatCompletionEncoderOptions): Stage<StreamPart, ServerSentEvent> =>
  new ChatCompletionEncoder(options);
