import { AIMessageChunk } from "@langchain/core/messages";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import { type OpenCall, OpenCalls } from "../open-calls.ts";
import { endOf, usageOf } from "./answer-end.ts";
import type { AnswerKind, Beside } from "./chunk-decoder.ts";

type Output = StageOutput<unknown>;

/**
 * Encodes guarded parts as chunks of the kind that the runnable answers with. A tool call is delivered once it is
 * complete, and never if it was cut off.
 */
export class ChunkEncoder implements Stage<StreamPart, unknown> {
  readonly name = "langchain-chunk-encoder";
  readonly #beside: Beside;
  readonly #kindOf: () => AnswerKind;
  readonly #outputKey: string;
  readonly #verdicts: Verdict[] = [];
  readonly #calls = new OpenCalls();
  #reason: FinishReason = "stop";

  /** @param kind - the kind of the answer, as far as it is known. */
  constructor(beside: Beside, kind: () => AnswerKind, outputKey: string) {
    this.#beside = beside;
    this.#kindOf = kind;
    this.#outputKey = outputKey;
  }

  feed(part: StreamPart, output: Output): void {
    this.#fields(output);
    if (part.type === "text-delta" || part.type === "refusal-delta") this.#say(part.text, output);
    else if (part.type === "tool-call-delta") this.#call(part, output);
    else if (part.type === "verdict") this.#verdicts.push(part.verdict);
    else if (part.type === "usage") this.#beside.usage ??= usageOf(part.usage);
    else if (part.type === "finish") this.#reason = part.reason;
    else if (part.type === "reasoning-delta" && this.#kind === "message") {
      const additional_kwargs = { reasoning_content: part.text };
      output.enqueue(new AIMessageChunk({ content: "", additional_kwargs }));
    }
  }

  end(output: Output): void {
    this.#fields(output);
    if (this.#reason !== "content_filter") this.#emitCalls(this.#calls.takeRest(), output);
    if (this.#kind !== "message") return;
    output.enqueue(new AIMessageChunk({ content: "", ...endOf(this.#beside, this.#verdicts, this.#reason) }));
  }

  get #kind(): AnswerKind {
    return this.#kindOf();
  }

  #fields(output: Output): void {
    for (const fields of this.#beside.fields.take()) output.enqueue(fields);
  }

  #say(text: string, output: Output): void {
    if (text === "") return;
    if (this.#kind === "text") output.enqueue(text);
    else if (this.#kind === "object") output.enqueue({ [this.#outputKey]: text });
    else output.enqueue(new AIMessageChunk(text));
  }

  #call(piece: ToolCallDelta, output: Output): void {
    if (!this.#calls.has(piece.index)) this.#emitCalls(this.#calls.takeComplete(), output);
    this.#calls.add(piece);
  }

  #emitCalls(calls: readonly OpenCall[], output: Output): void {
    if (this.#kind !== "message") return;
    for (const { index, id, name, arguments: args } of calls) {
      const chunk = { index, id, name, args, type: "tool_call_chunk" } as const;
      output.enqueue(new AIMessageChunk({ content: "", tool_call_chunks: [chunk] }));
    }
  }
}
