import { chatCompletionDecoder } from "../../wire/openai/chat-completion-decoder.ts";
import { noAnswer, type UpstreamEvent } from "../../wire/upstream-event.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import { isRecord, type JsonRecord, listOf, optional, parseJson, recordOf } from "../../json.ts";
import { DONE, openaiWire } from "../openai/openai-wire.ts";
import { modelUpstream, upstreamError } from "../../http/upstream-error.ts";
import { isUnreadable } from "../../wire/chunk-error.ts";
import type { WireFormat } from "../remote-model.ts";

/** A text, or whatever a model with a JSON schema answered, as its JSON text. */
const asText = (response: unknown): string => {
  if (response === undefined || response === null) return "";
  return typeof response === "string" ? response : JSON.stringify(response);
};

const jsonOf = (event: UpstreamEvent): unknown => {
  if ("json" in event) return event.json;
  return event.data === "[DONE]" ? undefined : parseJson(event.data);
};

/**
 * Events of older Workers AI models (`{"response": "…"}`, usage in a late event) as chunks of the OpenAI stream. Newer
 * models send such chunks themselves; once one was seen, events pass unread.
 */
class WorkersAiAdapter implements Stage<UpstreamEvent> {
  readonly name = "workers-ai-adapter";
  readonly #engine: string;
  #passes = false;
  #calls = 0;

  constructor(engine: string) {
    this.#engine = engine;
  }

  feed(event: UpstreamEvent, output: StageOutput<UpstreamEvent>): void {
    const json = this.#passes ? undefined : jsonOf(event);
    if (!isRecord(json) || isRecord(json["error"])) return output.enqueue(event);
    if (Array.isArray(json["choices"])) {
      this.#passes = true;
      return output.enqueue(event);
    }
    output.enqueue({ json: this.#read(json) });
  }

  #read(json: JsonRecord): JsonRecord {
    try {
      return this.#chunk(json);
    } catch (error) {
      throw isUnreadable(error) ? upstreamError(modelUpstream(this.#engine), "malformed") : error;
    }
  }

  #chunk(json: JsonRecord): JsonRecord {
    const [error] = listOf(json["errors"]);
    if (error !== undefined) return { error };
    const calls = listOf(json["tool_calls"]).map((call) => this.#call(recordOf(call)));
    const delta = {
      content: asText(json["response"]),
      ...optional("tool_calls", calls.length > 0 ? calls : undefined),
    };
    return { choices: [{ index: 0, delta }], ...optional("usage", json["usage"] ?? undefined) };
  }

  #call(call: JsonRecord): JsonRecord {
    const fn = isRecord(call["function"]) ? call["function"] : call;
    const index = this.#calls;
    this.#calls += 1;
    const { id } = call;
    return { index, id, type: "function", function: { name: fn["name"], arguments: asText(fn["arguments"] ?? {}) } };
  }
}

/** Answers of the Workers AI binding, older and newer ones. */
export const workersAiWire = (engine: string): WireFormat => ({
  decoder: () => [new WorkersAiAdapter(engine), chatCompletionDecoder({ provider: engine })],
  eventsOf(json) {
    if (isRecord(json) && Array.isArray(json["choices"])) return openaiWire(modelUpstream(engine)).eventsOf(json);
    const answer = typeof json === "string" ? { response: json } : json;
    if (!isRecord(answer) || !("response" in answer || "tool_calls" in answer))
      throw noAnswer(modelUpstream(engine), answer);
    return [{ json: answer }, DONE];
  },
});
