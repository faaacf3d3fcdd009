import { redact } from "../../http/redact.ts";
import { sniffBody } from "../../http/sniff-body.ts";
import { modelUpstream } from "../../http/upstream-error.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import { discard } from "../../streams/discard.ts";
import { LazyPull } from "../../streams/lazy-pull.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { Clock } from "../../types/clock.ts";
import type { Outcome } from "../../types/verdict.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { maskSecrets, secretsOf } from "./masked-secrets.ts";
import { recordedChunk, type Recording } from "./recording.ts";

/** Bytes of a body that are recorded. A longer one is not recorded at all. */
const MAX_BYTES = 8_388_608;

/** Chunks of a body that are recorded, since each takes memory besides its bytes. */
const MAX_CHUNKS = 65_536;

/** A response with status 2xx, as far as it has come. */
interface RecordedResponse {
  readonly model: LanguageModel;
  readonly begunAt: number;
  readonly contentType: string;
  /** Credentials of the call, which an upstream may echo. */
  readonly secrets: readonly string[];
  readonly times: number[];
  readonly chunks: Uint8Array[];
  bytes: number;
}

const isTooLong = ({ bytes, chunks }: RecordedResponse): boolean => bytes > MAX_BYTES || chunks.length > MAX_CHUNKS;

/** A body, decompressed: secrets in a compressed one could not be masked. Nothing is read before the first pull. */
const decompressed = ({ provider }: LanguageModel, sent: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
  const source = pullFrom(sent);
  return toReadable(
    new LazyPull({
      start: async () => (await sniffBody(modelUpstream(provider), source)).body,
      abort: (reason) => discard(source, reason),
    }),
  );
};

/** Records the response body of the main model's call; after retries, that of the last attempt. */
export class ResponseRecorder {
  readonly #clock: Clock;
  readonly #request: CheckedRequest;
  readonly #onRecord: (recording: Recording) => void;
  #latest: RecordedResponse | undefined;

  constructor(clock: Clock, request: CheckedRequest, onRecord: (recording: Recording) => void) {
    this.#clock = clock;
    this.#request = request;
    this.#onRecord = onRecord;
  }

  /** A `fetch` whose response body is recorded as it is read. */
  recordingFetch(inner: typeof fetch, model: LanguageModel): typeof fetch {
    return async (input, init) => {
      const begunAt = this.#clock.now();
      const response = await inner(input, init);
      if (!response.ok || response.body === null) return response;
      const { status, headers } = response;
      const contentType = headers.get("content-type") ?? "";
      const recorded: RecordedResponse = {
        model,
        begunAt,
        contentType,
        secrets: secretsOf(input, init),
        times: [],
        chunks: [],
        bytes: 0,
      };
      this.#latest = recorded;
      return new Response(decompressed(model, response.body).pipeThrough(this.#recordBody(recorded)), {
        status,
        headers,
      });
    };
  }

  /** Reports the recording. Nothing is reported if the model was not called over HTTP, or its body was too long. */
  end(complete: boolean, outcome: Outcome | undefined): void {
    const recorded = this.#latest;
    if (recorded === undefined || isTooLong(recorded)) return;
    const { model, begunAt, contentType, secrets, times, chunks } = recorded;
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
        contentType: redact(contentType, secrets),
        chunks: chunks.map((chunk, index) => recordedChunk(times[index] ?? 0, chunk)),
        complete,
        ...(outcome === undefined ? {} : { outcome: summary(outcome) }),
      });
    } catch {
      // An error in `onRecord` must not break the answer.
    }
  }

  #recordBody(recorded: RecordedResponse): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, output) => {
        recorded.bytes += chunk.length;
        if (!isTooLong(recorded)) {
          recorded.times.push(this.#clock.now() - recorded.begunAt);
          // No `slice`: that of a Buffer of Node, which may come here, is the same memory.
          recorded.chunks.push(new Uint8Array(chunk));
        }
        output.enqueue(chunk);
      },
    });
  }
}

const summary = ({ status, rail, railType, code }: Outcome): NonNullable<Recording["outcome"]> =>
  rail === undefined || railType === undefined || code === undefined ? { status } : { status, rail, railType, code };
