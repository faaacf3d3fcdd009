import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import { isRecord, optional, ownOf, parseJson } from "../../json.ts";
import type { Forbids } from "../../rails/forbids.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden, withoutTokens } from "../without-forbidden.ts";
import type { NativeAnswer, NativeBlock, NativeCall, NativePart } from "./native-answer.ts";

type Output = StageOutput<StreamPart>;

type Part<Type extends NativePart["type"]> = Extract<NativePart, { readonly type: Type }>;

/** Finish reasons of a failure are missing: such an answer must not look complete. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
};

const usageOf = ({ inputTokens, outputTokens }: Part<"finish">["usage"]): TokenUsage => {
  const [promptTokens, completionTokens] = [inputTokens.total ?? 0, outputTokens.total ?? 0];
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    estimated: inputTokens.total === undefined && outputTokens.total === undefined,
    ...optional("reasoningTokens", outputTokens.reasoning),
    ...optional("cachedTokens", inputTokens.cacheRead),
    ...optional("cacheWriteTokens", inputTokens.cacheWrite),
  };
};

/** Finish reasons of the AI SDK. */
const UNIFIED: ReadonlySet<string> = new Set([
  "stop",
  "length",
  "content-filter",
  "tool-calls",
  "error",
  "interrupted",
  "other",
]);

/** Media that rails cannot read. */
const isMedia = (mediaType: string): boolean => /^(?:image|audio|video)\//.test(mediaType);

/**
 * Decodes parts of an AI SDK model to parts for the rails. Parts that rails cannot read only pass if they cannot
 * contain prose.
 */
export class PartDecoder implements Stage<NativePart, StreamPart> {
  readonly name = "ai-part-decoder";
  readonly #native: NativeAnswer;
  readonly #forbids: Forbids;
  readonly #open = new Map<string, NativeBlock>();
  readonly #calls = new Map<string, number>();

  /** @param forbids - whether a rail forbids a text that is not part of the answer. */
  constructor(native: NativeAnswer, forbids: Forbids) {
    this.#native = native;
    this.#forbids = forbids;
  }

  feed(part: NativePart, output: Output): void {
    switch (part.type) {
      case "text-start":
      case "reasoning-start":
        return this.#begin(part);
      case "text-delta":
      case "reasoning-delta":
        return output.enqueue({ type: part.type, choice: 0, text: part.delta });
      case "text-end":
      case "reasoning-end":
        return this.#end(part);
      case "tool-input-start":
        return part.inputEncoding === "text" ? undefined : this.#call(part.id, part.toolName, part, output);
      case "tool-input-delta":
        return this.#input(part.id, part.delta, output);
      case "tool-call":
        return this.#called(part, output);
      case "finish":
        return this.#finish(part, output);
      case "error":
        throw part.error;
      default:
        return this.#aside(part);
    }
  }

  #begin({ type, id, providerMetadata }: Part<"text-start" | "reasoning-start">): void {
    const block: NativeBlock = { start: this.#metadata(providerMetadata), isOver: false };
    this.#native.blocks[type === "text-start" ? "text" : "reasoning"].push(block);
    this.#open.set(`${type.slice(0, 4)}:${id}`, block);
  }

  #end({ type, id, providerMetadata }: Part<"text-end" | "reasoning-end">): void {
    const block = this.#open.get(`${type.slice(0, 4)}:${id}`);
    if (block === undefined) return;
    block.end = this.#metadata(providerMetadata);
    block.isOver = true;
  }

  #call(id: string, name: string, beside: object, output: Output): void {
    const index = this.#native.calls.length;
    this.#calls.set(id, index);
    this.#native.ids.add(id);
    this.#native.calls.push({ beside: this.#beside(beside), text: "" });
    output.enqueue({ type: "tool-call-delta", choice: 0, index, id, name, text: "" });
  }

  #input(id: string, text: string, output: Output): void {
    const index = this.#calls.get(id);
    const call = index === undefined ? undefined : this.#native.calls[index];
    if (index === undefined || call === undefined || text === "") return;
    call.text += text;
    output.enqueue({ type: "tool-call-delta", choice: 0, index, text });
  }

  /** A call whose input was streamed has been read; otherwise its whole input is read here. */
  #called({ toolCallId, toolName, input, ...beside }: Part<"tool-call">, output: Output): void {
    if (!this.#calls.has(toolCallId)) this.#call(toolCallId, toolName, {}, output);
    const index = this.#calls.get(toolCallId) ?? 0;
    const call = this.#native.calls[index];
    const streamed = call?.text ?? "";
    if (input.startsWith(streamed)) this.#input(toolCallId, input.slice(streamed.length), output);
    this.#native.calls[index] = { text: input, beside: { ...call?.beside, ...this.#beside(beside) } };
  }

  #beside(fields: object): NativeCall["beside"] {
    return (withoutForbidden(withoutTokens(fields), this.#forbids) ?? {}) as NativeCall["beside"];
  }

  #metadata<Metadata extends object>(metadata: Metadata | undefined): Metadata | undefined {
    return metadata === undefined ? undefined : withoutForbidden(withoutTokens(metadata), this.#forbids);
  }

  #finish({ finishReason, usage, providerMetadata }: Part<"finish">, output: Output): void {
    const { unified, raw } = finishReason;
    const [inputTokens, outputTokens] = [this.#beside(usage.inputTokens), this.#beside(usage.outputTokens)];
    this.#native.finish = {
      finishReason: { unified: UNIFIED.has(unified) ? unified : "other", raw: withoutForbidden(raw, this.#forbids) },
      usage: { inputTokens, outputTokens, ...optional("raw", this.#metadata(usage.raw)) } as LanguageModelV4Usage,
      providerMetadata: this.#metadata(providerMetadata),
    };
    output.enqueue({ type: "finish", choice: 0, reason: ownOf(REASONS, finishReason.unified) ?? "length" });
    output.enqueue({ type: "usage", choice: 0, usage: usageOf(usage) });
  }

  /** Raw chunks repeat the answer unchecked. */
  #aside(part: NativePart): void {
    const { asides } = this.#native;
    if (part.type === "raw" || part.type === "tool-input-end") return;
    if (part.type === "ping") return void asides.push({ type: part.type });
    if (part.type === "stream-start") {
      return void asides.push({ type: part.type, warnings: withoutForbidden(part.warnings, this.#forbids) ?? [] });
    }
    if (part.type === "file" || part.type === "reasoning-file") {
      if (isMedia(part.mediaType) && !this.#forbids(textsIn(withoutBytes(part)))) asides.push(part);
      return;
    }
    const shown = withoutTokens(part);
    if (!this.#forbids(textsIn(shown))) asides.push(shown);
  }
}

/** The metadata and URL of a file, without its bytes. */
const withoutBytes = ({ data, ...part }: Part<"file" | "reasoning-file">): object =>
  isRecord(data) && data["url"] !== undefined ? { ...part, data } : part;

/** Whether a text is JSON, as the input of a call must be. */
export const isJson = (text: string): boolean => parseJson(text) !== undefined;
