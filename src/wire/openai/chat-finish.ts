import { isRecord, type JsonRecord, textOf } from "../../json.ts";
import type { FinishReason } from "../../types.ts";
import { finishReasonOf } from "../finish-reason.ts";

/** A finish reason that is no success. */
export class FailedFinish extends Error {
  constructor(said: string) {
    super(`finish_reason: ${said.slice(0, 200)}`);
  }
}

/** What a field says of the end: nothing yet, also as Python and JSON write nothing, or a word. */
const wordOf = (value: unknown): string => {
  const word = isRecord(value) ? (value["type"] ?? value["reason"]) : value;
  if (word === undefined || word === null || word === false || word === "") return "";
  const text = typeof word === "string" ? word.trim() : JSON.stringify(word);
  return /^(?:null|none)$/i.test(text) ? "" : text;
};

/** Reasons that a router keeps beside its own `stop` and that are none. */
const FAILED = /error|malformed|fail/i;

/** Whether a filter of the provider's says that it took something out of this choice. */
const isFiltered = (results: unknown): boolean =>
  isRecord(results) && Object.values(results).some((result) => isRecord(result) && result["filtered"] === true);

/** How one choice ends, from what its chunks say. */
export class ChoiceEnd {
  #reason: FinishReason | undefined;
  #filtered = false;
  /** Whether more was said behind the reason. */
  #goesOn = false;

  /**
   * Undefined until a chunk has said it. The first reason counts, unless a filter took something out, or it is a `stop` and
   * more was said before the next.
   */
  get reason(): FinishReason | undefined {
    return this.#reason === "stop" && this.#filtered ? "content_filter" : this.#reason;
  }

  /**
   * @param delta - where some servers say it instead.
   * @param hasText - whether the chunk says something else as well.
   * @throws FailedFinish for a reason that is no success.
   */
  read(choice: JsonRecord, delta: JsonRecord, hasText: boolean): void {
    this.#goesOn ||= hasText && this.#reason === "stop";
    this.#filtered ||= isFiltered(choice["content_filter_results"]);
    const { finish_reason: said, finishReason: ofGoogle } = choice;
    const word = wordOf(said) || wordOf(delta["finish_reason"]) || wordOf(ofGoogle);
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

/** What a router heard from the provider itself: `stop` may stand for an answer that was cut or is none. */
const behindStop = (choice: JsonRecord): FinishReason => {
  const native = textOf(choice["native_finish_reason"]);
  const reason = finishReasonOf(native);
  if (reason === "length" || reason === "content_filter") return reason;
  if (reason === undefined && FAILED.test(native)) throw new FailedFinish(native);
  return "stop";
};
