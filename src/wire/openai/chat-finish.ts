import { isRecord, type JsonRecord, textOf } from "../../json.ts";
import type { FinishReason } from "../../types/stream-part.ts";
import { finishReasonOf } from "../finish-reason.ts";

/** A finish reason that means failure. */
export class FailedFinish extends Error {
  constructor(reason: string) {
    super(`finish_reason: ${reason.slice(0, 200)}`);
  }
}

/** The finish reason in a field. Empty if there is none, including the ways in which Python and JSON write that. */
const wordOf = (value: unknown): string => {
  const word = isRecord(value) ? (value["type"] ?? value["reason"]) : value;
  if (word === undefined || word === null || word === false || word === "") return "";
  const text = typeof word === "string" ? word.trim() : JSON.stringify(word);
  return /^(?:null|none)$/i.test(text) ? "" : text;
};

/** Native finish reasons that mean failure, even if a router reports `stop` beside them. */
const FAILED = /error|malformed|fail/i;

/** Whether a content filter of the provider removed something from this choice. */
const isFiltered = (results: unknown): boolean =>
  isRecord(results) && Object.values(results).some((result) => isRecord(result) && result["filtered"] === true);

/** Determines the finish reason of one choice from its chunks. */
export class ChoiceEnd {
  #reason: FinishReason | undefined;
  #filtered = false;
  /** Whether more text came after the reason. */
  #goesOn = false;

  /**
   * Undefined until a chunk has given one. The first reason counts, unless a filter removed something, or it is `stop`
   * and more text came before the next one.
   */
  get reason(): FinishReason | undefined {
    return this.#reason === "stop" && this.#filtered ? "content_filter" : this.#reason;
  }

  /**
   * @param delta - some servers put the reason here.
   * @param hasText - whether the chunk has text as well.
   * @throws FailedFinish for a reason that means failure.
   */
  read(choice: JsonRecord, delta: JsonRecord, hasText: boolean): void {
    this.#goesOn ||= hasText && this.#reason === "stop";
    this.#filtered ||= isFiltered(choice["content_filter_results"]);
    const { finish_reason: ofOpenAI, finishReason: ofGoogle } = choice;
    const word = wordOf(ofOpenAI) || wordOf(delta["finish_reason"]) || wordOf(ofGoogle);
    if (word === "") return;
    const reason = finishReasonOf(word);
    if (reason === undefined) throw new FailedFinish(word);
    this.#add(reason === "stop" ? behindStop(choice) : reason);
  }

  #add(reason: FinishReason): void {
    if (this.#reason === undefined || this.#goesOn || reason === "content_filter") this.#reason = reason;
    this.#goesOn = false;
  }
}

/**
 * The finish reason that a router received from the provider itself. Its own `stop` may hide that an answer was cut off
 * or failed.
 */
const behindStop = (choice: JsonRecord): FinishReason => {
  const native = textOf(choice["native_finish_reason"]);
  const reason = finishReasonOf(native);
  if (reason === "length" || reason === "content_filter") return reason;
  if (reason === undefined && FAILED.test(native)) throw new FailedFinish(native);
  return "stop";
};
