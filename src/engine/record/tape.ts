import type { LanguageModel } from "../../llm/language-model.ts";
import type { Clock, Outcome } from "../../types.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { maskSecrets, secretsOf } from "./masked-secrets.ts";
import { recordedChunk, type Recording } from "./recording.ts";

/** Bytes of a body that are kept; of a longer one nothing is told. */
const MAX_BYTES = 8_388_608;

/** One call that was accepted, and what came of it so far. */
interface Take {
  readonly model: LanguageModel;
  readonly begunAt: number;
  readonly contentType: string;
  /** What the call itself must be kept secret of. An upstream may repeat it. */
  readonly secrets: readonly string[];
  readonly times: number[];
  readonly chunks: Uint8Array[];
  bytes: number;
}

/** Records the body that answers the main model's call. Of a call that is tried again the last try counts. */
export class Tape {
  readonly #clock: Clock;
  readonly #request: CheckedRequest;
  readonly #onRecord: (recording: Recording) => void;
  #take: Take | undefined;

  constructor(clock: Clock, request: CheckedRequest, onRecord: (recording: Recording) => void) {
    this.#clock = clock;
    this.#request = request;
    this.#onRecord = onRecord;
  }

  /** A fetch that keeps what comes in, in passing. */
  listenTo(inner: typeof fetch, model: LanguageModel): typeof fetch {
    return async (input, init) => {
      const begunAt = this.#clock.now();
      const response = await inner(input, init);
      if (!response.ok || response.body === null) return response;
      const { status, headers } = response;
      const contentType = headers.get("content-type") ?? "";
      const take: Take = {
        model,
        begunAt,
        contentType,
        secrets: secretsOf(input, init),
        times: [],
        chunks: [],
        bytes: 0,
      };
      this.#take = take;
      return new Response(response.body.pipeThrough(this.#listener(take)), { status, headers });
    };
  }

  /** The answer is over. Says nothing where nothing came over HTTP, or too much. */
  end(complete: boolean, outcome: Outcome | undefined): void {
    const take = this.#take;
    if (take === undefined || take.bytes > MAX_BYTES) return;
    const { model, begunAt, contentType, secrets, times, chunks } = take;
    const { messages, options } = this.#request;
    try {
      maskSecrets(chunks, secrets);
      this.#onRecord({
        version: 1,
        recordedAt: begunAt,
        provider: model.provider,
        model: model.model,
        messages,
        params: options.llm_params ?? {},
        contentType,
        chunks: chunks.map((chunk, index) => recordedChunk(times[index] ?? 0, chunk)),
        complete,
        ...(outcome === undefined ? {} : { outcome: summary(outcome) }),
      });
    } catch {
      // Who keeps recordings must not take an answer with him.
    }
  }

  #listener(take: Take): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, output) => {
        take.bytes += chunk.length;
        if (take.bytes <= MAX_BYTES) {
          take.times.push(this.#clock.now() - take.begunAt);
          // No `slice`: that of a Buffer of Node, which may come here, is the same memory.
          take.chunks.push(new Uint8Array(chunk));
        }
        output.enqueue(chunk);
      },
    });
  }
}

const summary = ({ status, rail, railType, code }: Outcome): NonNullable<Recording["outcome"]> =>
  rail === undefined || railType === undefined || code === undefined ? { status } : { status, rail, railType, code };
