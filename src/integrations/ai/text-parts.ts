import { isRecord, type JsonRecord, optional, parseJson, textOf } from "../../json.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden, withoutTokens } from "../without-forbidden.ts";
import type { NativePart } from "./native-answer.ts";

/** A part of the stream of `streamText` of AI SDK 6 or 7: model calls and tools, over all steps. */
export interface TextPart extends JsonRecord {
  readonly type: string;
}

const native = (part: object): NativePart => part as NativePart;

/** Whether a JSON text has this value, whatever its formatting. */
const isSameJson = (text: string, value: unknown): boolean => JSON.stringify(parseJson(text)) === JSON.stringify(value);

const forbidden = (what: string): Error => new Error(`A rail forbids ${what}`);

/** Replaces the result of a tool that a rail forbids. What else a rail forbids in the part is removed. */
export const withheld = (
  { output: _output, preliminary: _preliminary, ...part }: TextPart,
  forbids: Forbids,
): TextPart => ({
  ...withoutForbidden(part, forbids),
  type: "tool-error",
  error: forbidden("what this tool has answered"),
});

const finishOf = ({ finishReason, rawFinishReason, usage, providerMetadata }: TextPart): NativePart => {
  const { inputTokens, outputTokens } = usage as JsonRecord;
  return native({
    type: "finish",
    finishReason: { unified: finishReason, raw: rawFinishReason },
    usage: { inputTokens: { total: inputTokens }, outputTokens: { total: outputTokens } },
    ...optional("providerMetadata", providerMetadata),
  });
};

/** The fields of a call besides the text of its input. */
interface ReadCall {
  readonly original: TextPart;
  readonly read: string;
}

/** Converts the parts of one step to parts of a model, and back. */
export class TextParts {
  readonly #forbids: Forbids;
  /** Streamed inputs by call. */
  readonly #streamed = new Map<string, string>();
  /** Calls of this step. */
  readonly #calls = new Set<string>();
  /**
   * Calls that arrived whole. Their parts for the rails have an index into this list, since the rails may replace an
   * id.
   */
  readonly #whole: ReadCall[] = [];
  /** Delivered calls of all steps. Later parts repeat their input. */
  readonly #delivered: Map<string, TextPart>;

  /** @param forbids - whether a rail forbids a text that is not part of the answer. */
  constructor(forbids: Forbids, delivered: Map<string, TextPart>) {
    this.#forbids = forbids;
    this.#delivered = delivered;
  }

  /** Undefined for parts that must not be delivered. */
  toNative(part: TextPart): NativePart | undefined {
    switch (part.type) {
      case "text-delta":
      case "reasoning-delta":
        return native({ ...part, delta: part["text"] });
      case "tool-input-delta":
        this.#stream(textOf(part["id"]), textOf(part["delta"]));
        return native(part);
      case "tool-call":
        return this.#call(part);
      case "tool-result":
      case "tool-error":
        return native(this.#answer(part));
      case "file":
      case "reasoning-file":
        return native({ ...part, mediaType: (part["file"] as JsonRecord)["mediaType"] });
      case "tool-approval-request":
        return native({ ...part, toolCallId: (part["toolCall"] as JsonRecord)["toolCallId"] });
      case "finish-step":
        return finishOf(part);
      default:
        return native(part);
    }
  }

  /** Undefined for a call that did not arrive whole, or must not be delivered. */
  fromNative(part: NativePart): TextPart | undefined {
    if (part.type === "text-delta" || part.type === "reasoning-delta") {
      const { delta: text, ...rest } = part;
      return { ...rest, text };
    }
    const textPart = part as unknown as TextPart;
    return part.type === "tool-call" ? this.#calledAs(textPart) : this.#withCall(textPart);
  }

  #stream(id: string, delta: string): void {
    this.#streamed.set(id, (this.#streamed.get(id) ?? "") + delta);
  }

  /** A call may have been repaired after it was streamed, so that rails have not read its final input. */
  #call(original: TextPart): NativePart | undefined {
    const { type, toolCallId, toolName, input, error, ...beside } = original;
    this.#calls.add(textOf(toolCallId));
    const streamed = this.#streamed.get(textOf(toolCallId));
    const text = JSON.stringify(input ?? null);
    if (streamed !== undefined && !isSameJson(streamed, input) && this.#forbids(text)) return undefined;
    const isQuoted = error !== undefined && this.#forbids(textsIn({ error }));
    const delivered = {
      ...withoutForbidden(withoutTokens(beside), this.#forbids),
      type,
      toolCallId,
      toolName,
      input,
      ...optional("error", isQuoted ? forbidden("to say what is wrong with this call") : error),
    };
    const read = streamed ?? text;
    const place = this.#whole.push({ original: delivered, read }) - 1;
    return native({ type, toolCallId, toolName, input: read, place });
  }

  #calledAs({ toolCallId, toolName, input, place }: TextPart): TextPart | undefined {
    const whole = this.#whole[place as number];
    if (whole === undefined) return undefined;
    const { original, read } = whole;
    const changed = input === read ? {} : { input: parseJson(textOf(input)) };
    const call: TextPart = { ...original, toolCallId, toolName, ...changed };
    this.#delivered.set(textOf(toolCallId), call);
    return call;
  }

  /** A tool result. It repeats the input of the call, which is replaced by the input as delivered. */
  #answer(part: TextPart): TextPart {
    const { output, error, toolCallId } = part;
    const answer = this.#forbids(textsIn({ output, error })) ? withheld(part, this.#forbids) : part;
    const id = textOf(toolCallId);
    return this.#calls.has(id) || this.#delivered.has(id) ? { ...answer, input: null } : answer;
  }

  /** Replaces the input of a call that a part repeats. */
  #withCall(part: TextPart): TextPart {
    const { toolCallId, place: _place, ...rest } = part;
    const call = this.#delivered.get(textOf(toolCallId));
    if (call === undefined) return toolCallId === undefined ? { ...rest, type: part.type } : part;
    if (isRecord(part["toolCall"])) return { ...rest, type: part.type, toolCall: call };
    return "input" in part ? { ...part, input: call["input"] } : part;
  }
}
