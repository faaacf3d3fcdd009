import type { CheckedRequest } from "../../engine/checked-request.ts";
import { type Deferred, deferred } from "../../engine/deferred.ts";
import type { EngineParts } from "../../engine/engine-parts.ts";
import { GenerationRun } from "../../engine/run/generation-run.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { NativeAnswer, type NativePart } from "../ai/native-answer.ts";
import { PartDecoder } from "../ai/part-decoder.ts";
import { PartEncoder } from "../ai/part-encoder.ts";

/** Guards an answer that is pushed part by part, and returns what may be delivered. */
export class PushedRun {
  /** The request as the input rails left it; undefined if they blocked it. Rejects if they could not run. */
  readonly question: Promise<readonly ChatMessage[] | undefined>;
  readonly #run: GenerationRun;
  readonly #waiting: NativePart[] = [];
  readonly #ready: NativePart[] = [];
  readonly #over: Promise<void>;
  #deliver: ((batch: readonly NativePart[] | undefined) => void) | undefined;
  #demand: Deferred<void> = deferred();
  #isEnded = false;

  constructor(engine: EngineParts, request: CheckedRequest, forbids: Forbids, signal?: AbortSignal) {
    const native = new NativeAnswer();
    const question = deferred<readonly ChatMessage[] | undefined>();
    this.question = question.promise;
    const source = {
      open: ({ messages }: { readonly messages: readonly ChatMessage[] }) => {
        question.resolve(messages);
        return pipeline<StreamPart>(toReadable(this.#source), [new PartDecoder(native, forbids)]);
      },
    };
    this.#run = new GenerationRun(engine, request, { mode: "streamed", source, signal });
    this.#over = this.#read(native).then(() => question.resolve(undefined));
    this.#over.catch((error: unknown) => question.reject(error));
  }

  /** Pushes a part. Resolves with what may be delivered, once the rails have read it. */
  async push(part: NativePart): Promise<readonly NativePart[]> {
    this.#demand = deferred();
    this.#waiting.push(part);
    this.#wake();
    await Promise.race([this.#demand.promise, this.#over]);
    return this.#ready.splice(0);
  }

  /** Ends the answer. Resolves with the rest of it, once the last check is done. */
  end(finish: NativePart): Promise<readonly NativePart[]> {
    this.#waiting.push(finish);
    this.#isEnded = true;
    this.#wake();
    return this.rest();
  }

  /** The answer to a blocked request. */
  async rest(): Promise<readonly NativePart[]> {
    await this.#over;
    return this.#ready.splice(0);
  }

  abort(reason: unknown): void {
    this.#run.abort(reason);
  }

  readonly #source: Pull<NativePart> = {
    pull: () => {
      if (this.#waiting.length > 0) return Promise.resolve(this.#waiting.splice(0));
      if (this.#isEnded) return Promise.resolve(undefined);
      this.#demand.resolve();
      return new Promise((resolve) => {
        this.#deliver = resolve;
      });
    },
    cancel: () => {
      this.#isEnded = true;
      this.#wake();
      return Promise.resolve();
    },
  };

  #wake(): void {
    const deliver = this.#deliver;
    this.#deliver = undefined;
    deliver?.(this.#waiting.length > 0 ? this.#waiting.splice(0) : undefined);
  }

  async #read(native: NativeAnswer): Promise<void> {
    const guarded = pullFrom(pipeline<NativePart>(await this.#run.start(), [new PartEncoder(native)]));
    for (let batch = await guarded.pull(); batch !== undefined; batch = await guarded.pull())
      this.#ready.push(...batch);
  }
}
