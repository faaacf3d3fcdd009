import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import { optional } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Verdict } from "../../types/verdict.ts";
import { type OpenCall, OpenCalls } from "../open-calls.ts";
import type { NativeAnswer, NativePart } from "./native-answer.ts";
import { isJson } from "./part-decoder.ts";
import { outcomeMetadata, verdictPart } from "./verdict-part.ts";

type Output = StageOutput<NativePart>;

type Channel = "text" | "reasoning";

const NOTHING_KNOWN: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

const nativeUsage = ({ promptTokens: total, completionTokens, ...more }: TokenUsage) => ({
  inputTokens: {
    ...NOTHING_KNOWN.inputTokens,
    total,
    cacheRead: more.cachedTokens,
    cacheWrite: more.cacheWriteTokens,
  },
  outputTokens: { ...NOTHING_KNOWN.outputTokens, total: completionTokens, reasoning: more.reasoningTokens },
});

/**
 * Encodes guarded parts as parts of an AI SDK model. A block of text ends when another part begins, and carries the
 * metadata that the provider wants back with it. A call that was cut off is not delivered.
 */
export class PartEncoder implements Stage<StreamPart, NativePart> {
  readonly name = "ai-part-encoder";
  readonly #native: NativeAnswer;
  readonly #verdicts: Verdict[] = [];
  /** Blocks of a channel that were started. */
  readonly #started: Record<Channel, number> = { text: 0, reasoning: 0 };
  #open: { readonly channel: Channel; readonly id: string } | undefined;
  readonly #calls = new OpenCalls();
  #usage: TokenUsage | undefined;
  #reason: string | undefined;
  /** Ids of delivered calls. */
  readonly #called = new Set<string>();
  /** Parts about calls that are not delivered yet, by call id. */
  readonly #waiting = new Map<string, NativePart[]>();

  constructor(native: NativeAnswer) {
    this.#native = native;
  }

  feed(part: StreamPart, output: Output): void {
    this.#asides(output);
    if (part.type === "text-delta" || part.type === "reasoning-delta" || part.type === "refusal-delta") {
      return this.#say(part.type === "reasoning-delta" ? "reasoning" : "text", part.text, output);
    }
    if (part.type === "tool-call-delta") return this.#call(part, output);
    if (part.type === "verdict") {
      this.#verdicts.push(part.verdict);
      output.enqueue(verdictPart(part.verdict));
    } else if (part.type === "finish") this.#reason = part.reason;
    else if (part.type === "usage") this.#usage = part.usage;
  }

  end(output: Output): void {
    this.#asides(output);
    const isCut = this.#reason === "content_filter" && this.#native.finish?.finishReason.unified !== "content-filter";
    if (!isCut) for (const call of this.#calls.takeRest()) this.#emitCall(call, output);
    this.#close(output, isCut);
    if (!isCut) for (const channel of ["reasoning", "text"] as const) this.#rest(channel, output);
    const { finish } = this.#native;
    const blocked = { unified: "content-filter", raw: "content_filter" } as const;
    output.enqueue({
      type: "finish",
      finishReason: isCut || finish === undefined ? blocked : finish.finishReason,
      usage: finish?.usage ?? (this.#usage === undefined ? NOTHING_KNOWN : nativeUsage(this.#usage)),
      providerMetadata: { ...(isCut ? {} : finish?.providerMetadata), ...outcomeMetadata(this.#verdicts) },
    });
  }

  /** Parts about a call wait until it is delivered, and are dropped if it is not. */
  #asides(output: Output): void {
    for (const part of this.#native.asides.splice(0)) {
      const id = "toolCallId" in part ? part.toolCallId : undefined;
      if (id === undefined || !this.#native.ids.has(id) || this.#called.has(id)) output.enqueue(part);
      else this.#waitingFor(id).push(part);
    }
  }

  #waitingFor(id: string): NativePart[] {
    const waiting = this.#waiting.get(id) ?? [];
    this.#waiting.set(id, waiting);
    return waiting;
  }

  #say(channel: Channel, delta: string, output: Output): void {
    if (delta === "") return;
    if (this.#open?.channel !== channel) {
      this.#turn(output);
      this.#begin(channel, output);
    }
    const { id } = this.#open as { readonly id: string };
    output.enqueue({ type: `${channel}-delta`, id, delta });
  }

  #begin(channel: Channel, output: Output): void {
    const at = this.#started[channel]++;
    const start = this.#native.blocks[channel][at]?.start;
    this.#open = { channel, id: `${channel}-${at}` };
    output.enqueue({ type: `${channel}-start`, id: this.#open.id, ...optional("providerMetadata", start) });
  }

  /** Closes the open block. After a cut its metadata, which may repeat the text, is dropped. */
  #close(output: Output, isCut = false): void {
    if (this.#open === undefined) return;
    const { channel, id } = this.#open;
    const end = isCut ? undefined : this.#native.blocks[channel][this.#started[channel] - 1]?.end;
    this.#open = undefined;
    output.enqueue({ type: `${channel}-end`, id, ...optional("providerMetadata", end) });
    if (!isCut) this.#rest(channel, output);
  }

  /** Blocks without text here, which only carry metadata. */
  #rest(channel: Channel, output: Output): void {
    const { [channel]: blocks } = this.#native.blocks;
    while (blocks[this.#started[channel]]?.isOver === true) {
      const { start, end } = blocks[this.#started[channel]] ?? {};
      const id = `${channel}-${this.#started[channel]++}`;
      if (start === undefined && end === undefined) continue;
      output.enqueue({ type: `${channel}-start`, id, ...optional("providerMetadata", start) });
      output.enqueue({ type: `${channel}-end`, id, ...optional("providerMetadata", end) });
    }
  }

  /** Called before another part begins. */
  #turn(output: Output): void {
    for (const call of this.#calls.takeComplete()) this.#emitCall(call, output);
    this.#close(output);
  }

  #call(piece: ToolCallDelta, output: Output): void {
    const isNew = !this.#calls.has(piece.index);
    if (isNew) this.#turn(output);
    const call = this.#calls.add(piece);
    if (call === undefined) return;
    const { id, name: toolName } = call;
    if (isNew) output.enqueue({ type: "tool-input-start", ...this.#beside(piece.index), id, toolName });
    if (piece.text !== "") output.enqueue({ type: "tool-input-delta", id, delta: piece.text });
  }

  #beside(index: number): object {
    const { id: _id, toolName: _name, type: _type, ...beside } = this.#native.calls[index]?.beside ?? {};
    return beside;
  }

  #emitCall({ index, id, name, arguments: input }: OpenCall, output: Output): void {
    output.enqueue({ type: "tool-input-end", id });
    if (!isJson(input)) return;
    output.enqueue({ ...this.#beside(index), type: "tool-call", toolCallId: id, toolName: name, input });
    this.#called.add(id);
    for (const part of this.#waiting.get(id) ?? []) output.enqueue(part);
    this.#waiting.delete(id);
  }
}
