import { modelUpstream, upstreamError } from "../../http/upstream-error.ts";
import { isRecord, type JsonRecord, listOf, optional, parseJson, recordOf } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import { noAnswer, type AnswerEvent } from "../../wire/answer-event.ts";
import type { AnswerReader } from "../../wire/answer-reader.ts";
import { isUnreadable } from "../../wire/chunk-error.ts";
import { chatCompletionDecoder } from "../../wire/openai/chat-completion-decoder.ts";
import { chatReader, DONE } from "../../wire/openai/chat-reader.ts";

/** A string, or the JSON of the value with which a model answered a JSON schema. */
const asText = (response: unknown): string => {
  if (response === undefined || response === null) return "";
  return typeof response === "string" ? response : JSON.stringify(response);
};

const jsonOf = (event: AnswerEvent): unknown => {
  if ("json" in event) return event.json;
  return event.data === "[DONE]" ? undefined : parseJson(event.data);
};

/**
 * Converts events of older Workers AI models (`{"response": "…"}`, usage in a late event) to chunks of the OpenAI
 * stream. Newer models send such chunks themselves; after the first one, events pass unchanged.
 */
class WorkersAiAdapter implements Stage<AnswerEvent> {
  readonly name = "workers-ai-adapter";
  readonly #engine: string;
  #passes = false;
  #calls = 0;

  constructor(engine: string) {
    this.#engine = engine;
  }

  feed(event: AnswerEvent, output: StageOutput<AnswerEvent>): void {
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
export const workersAiReader = (engine: string): AnswerReader => ({
  decoder: () => [new WorkersAiAdapter(engine), chatCompletionDecoder({ provider: engine })],
  eventsOf(json) {
    if (isRecord(json) && Array.isArray(json["choices"])) return chatReader(modelUpstream(engine)).eventsOf(json);
    const answer = typeof json === "string" ? { response: json } : json;
    if (!isRecord(answer) || !("response" in answer || "tool_calls" in answer))
      throw noAnswer(modelUpstream(engine), answer);
    return [{ json: answer }, DONE];
  },
});
