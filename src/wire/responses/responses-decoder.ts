import { reportedError } from "../../http/reported-error.ts";
import { type Upstream, upstreamError } from "../../http/upstream-error.ts";
import { countOf, isRecord, type JsonRecord, listOf, recordOf, textOf } from "../../json.ts";
import { encryptedThought, responseFacts } from "../../streams/parts/metadata-shapes.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart } from "../../types/stream-part.ts";
import { readEvent, type AnswerEvent } from "../answer-event.ts";
import { finishReasonOf } from "../finish-reason.ts";
import { CustomArguments } from "../tool-calls/custom-input.ts";
import { hostedCall } from "../tool-calls/hosted-call.ts";
import { hostedTool } from "./hosted-items.ts";
import { type CallKind, isCallKind, type ItemNames } from "./item-names.ts";
import { TEXT_FIELDS } from "./output-items.ts";
import { readResponseUsage } from "./response-usage.ts";

type Output = StageOutput<StreamPart>;

/** The most items of one response. */
const MAX_ITEMS = 512;

/** The most characters of an id that are compared. */
const MAX_ID = 128;

/** The format of reasoning that only OpenAI can decrypt, as OpenRouter names it. */
export const OPENAI_ENCRYPTED = "openai-responses-v1";

/** What is known of one item. */
interface KnownItem {
  /** Whether any of its text has arrived in deltas. */
  hasDeltas: boolean;
  /** Its index among the tool calls. */
  call: number | undefined;
  /** Of a call of a custom tool. */
  input: CustomArguments | undefined;
}

const TEXT_DELTAS: ReadonlyMap<string, "text-delta" | "refusal-delta" | "reasoning-delta"> = new Map([
  ["response.output_text.delta", "text-delta"],
  ["response.refusal.delta", "refusal-delta"],
  ["response.reasoning_summary_text.delta", "reasoning-delta"],
  ["response.reasoning_text.delta", "reasoning-delta"],
]);

const textsIn = (parts: unknown): string =>
  listOf(parts)
    .map((part) => textOf(recordOf(part)["text"]))
    .join("\n\n");

/** Which item an event belongs to: its index, or its id from servers that leave out the index. */
const keyOf = ({ output_index: index, item_id: id, item }: JsonRecord): number | string =>
  index === undefined ? textOf(id ?? recordOf(item)["id"]).slice(0, MAX_ID) : countOf(index);

/**
 * Decodes events of the Responses API. Only known events and items are read, so nothing that a provider adds can bypass
 * a rail. An item that arrived without deltas is read when it is done, and items that arrived without events when the
 * response is complete.
 *
 * Throws a ProviderError: `malformed` for an invalid event, the reported one for an error or a failed response,
 * `truncated` for an end before the response was complete, `empty` for an end without content.
 */
class ResponsesDecoder implements Stage<AnswerEvent, StreamPart> {
  readonly name = "responses-decoder";
  readonly #upstream: Upstream;
  readonly #names: ItemNames;
  readonly #items = new Map<number | string, KnownItem>();
  #calls = 0;
  #callsClient = false;
  #started = false;

  constructor(upstream: Upstream, names: ItemNames) {
    this.#upstream = upstream;
    this.#names = names;
  }

  feed(event: AnswerEvent, output: Output): void {
    const json = readEvent(this.#upstream, event);
    if (json !== undefined && json !== "done") this.#event(json, output);
  }

  end(): void {
    throw upstreamError(this.#upstream, this.#started ? "truncated" : "empty");
  }

  #event(event: JsonRecord, output: Output): void {
    const type = textOf(event["type"]);
    const delta = TEXT_DELTAS.get(type);
    if (delta !== undefined) return this.#text(delta, event, output);
    switch (type) {
      case "error":
        throw reportedError(this.#upstream, event);
      case "response.created":
      case "response.in_progress":
        return this.#start(recordOf(event["response"]), output);
      case "response.output_item.added":
        return this.#added(event, output);
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        return this.#arguments(event, textOf(event["delta"]), output);
      case "response.reasoning_summary_part.added":
        return countOf(event["summary_index"]) > 0 ? emit("reasoning-delta", "\n\n", output) : undefined;
      case "response.output_item.done":
        return this.#done(event, output);
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
      case "response.cancelled":
        return this.#finish(recordOf(event["response"]), output);
    }
  }

  #start({ id, model, created_at: created }: JsonRecord, output: Output): void {
    if (this.#started) return;
    this.#started = true;
    output.enqueue({ type: "response", choice: 0, ...responseFacts({ id, model, created }) });
  }

  #item(event: JsonRecord): KnownItem {
    const key = keyOf(event);
    const known = this.#items.get(key);
    if (known !== undefined) return known;
    if (this.#items.size >= MAX_ITEMS) throw upstreamError(this.#upstream, "malformed", { detail: "too many items" });
    const item: KnownItem = { hasDeltas: false, call: undefined, input: undefined };
    this.#items.set(key, item);
    return item;
  }

  #text(type: "text-delta" | "refusal-delta" | "reasoning-delta", event: JsonRecord, output: Output): void {
    this.#start({}, output);
    this.#item(event).hasDeltas = true;
    emit(type, textOf(event["delta"]), output);
  }

  #added(event: JsonRecord, output: Output): void {
    this.#start({}, output);
    const item = recordOf(event["item"]);
    const { type, id } = item;
    const isNew = !this.#items.has(keyOf(event));
    const known = this.#item(event);
    if (!isNew || (type !== "message" && type !== "reasoning" && !isCallKind(type))) return;
    this.#names.note(type, id);
    if (isCallKind(type)) this.#open(known, type, item, output);
  }

  #open(known: KnownItem, kind: CallKind, item: JsonRecord, output: Output): void {
    const index = this.#calls++;
    this.#callsClient = true;
    known.call = index;
    if (kind === "custom_tool_call") known.input = new CustomArguments();
    const name = this.#names.noteTool(textOf(item["name"]), item["namespace"]);
    const [id, raw] = [textOf(item["call_id"]), textOf(item[TEXT_FIELDS[kind]])];
    known.hasDeltas ||= raw !== "";
    const opening = { id, name, ...(known.input === undefined ? {} : { custom: true as const }) };
    const text = known.input?.feed(raw) ?? raw;
    output.enqueue({ type: "tool-call-delta", choice: 0, index, ...opening, text });
  }

  #arguments(event: JsonRecord, raw: string, output: Output): void {
    const known = this.#item(event);
    const { call, input } = known;
    if (call === undefined || raw === "") return;
    known.hasDeltas = true;
    output.enqueue({ type: "tool-call-delta", choice: 0, index: call, text: input?.feed(raw) ?? raw });
  }

  /** A call of a custom tool is over. */
  #closed({ call, input }: KnownItem, output: Output): void {
    const text = input?.end() ?? "";
    if (call !== undefined && text !== "") output.enqueue({ type: "tool-call-delta", choice: 0, index: call, text });
  }

  #done(event: JsonRecord, output: Output): void {
    this.#added(event, output);
    const item = recordOf(event["item"]);
    const known = this.#item(event);
    const { id, encrypted_content: data } = item;
    if (this.#names.keepsHosted && !isCallKind(item["type"])) this.#hosted(item, known, output);
    if (!known.hasDeltas) this.#whole(item, event, output);
    this.#closed(known, output);
    if (item["type"] !== "reasoning") return;
    const state = encryptedThought({ type: "reasoning.encrypted", data, id, format: OPENAI_ENCRYPTED });
    if (state !== undefined) output.enqueue({ type: "thought-state", choice: 0, state });
  }

  /** An item of a tool that the provider defines, as a call once it is complete. */
  #hosted(item: JsonRecord, known: KnownItem, output: Output): void {
    const name = hostedTool(textOf(item["type"]));
    if (name === undefined || known.call !== undefined) return;
    known.call = this.#calls++;
    const call = hostedCall(known.call, name, item);
    if (call !== undefined) output.enqueue(call);
  }

  /** An item that arrived in one piece. */
  #whole(item: JsonRecord, event: JsonRecord, output: Output): void {
    const { type } = item;
    if (isCallKind(type)) return this.#arguments(event, textOf(item[TEXT_FIELDS[type]]), output);
    if (type === "reasoning") {
      return emit("reasoning-delta", textsIn(item["summary"]) || textsIn(item["content"]), output);
    }
    if (type !== "message") return;
    for (const part of listOf(item["content"]).map(recordOf)) {
      if (part["type"] === "output_text") emit("text-delta", textOf(part["text"]), output);
      else if (part["type"] === "refusal") emit("refusal-delta", textOf(part["refusal"]), output);
    }
  }

  #finish(response: JsonRecord, output: Output): void {
    const reason = this.#reason(response);
    this.#start(response, output);
    if (this.#items.size === 0) {
      listOf(response["output"]).forEach((item, at) => this.#done({ output_index: at, item }, output));
    }
    output.enqueue({
      type: "finish",
      choice: 0,
      reason: reason === "stop" && this.#callsClient ? "tool_calls" : reason,
    });
    const usage = readResponseUsage(response["usage"]);
    if (usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage });
    output.terminate();
  }

  #reason(response: JsonRecord): FinishReason {
    const status = textOf(response["status"]);
    if (status === "completed") return "stop";
    const detailReason = textOf(recordOf(response["incomplete_details"])["reason"]);
    const reason = status === "incomplete" ? finishReasonOf(detailReason) : undefined;
    if (reason !== undefined) return reason;
    const detail = `status: ${status.slice(0, 64)} ${detailReason.slice(0, 64)}`;
    throw isRecord(response["error"])
      ? reportedError(this.#upstream, response["error"])
      : upstreamError(this.#upstream, "server", { detail });
  }
}

const emit = (type: "text-delta" | "refusal-delta" | "reasoning-delta", text: string, output: Output): void => {
  if (text !== "") output.enqueue({ type, choice: 0, text });
};

/** @param names - records what the upstream calls its items and tools, for answers that keep it. */
export const responsesDecoder = (upstream: Upstream, names: ItemNames): Stage<AnswerEvent, StreamPart> =>
  new ResponsesDecoder(upstream, names);
