import type { ActivatedRail } from "../../engine/log/activated-rails.ts";
import type { RailsStream } from "../../engine/results/rails-stream.ts";
import type { Clock } from "../../types/clock.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { AnswerEnd } from "../../wire/answer-body.ts";
import { gatewayFailureOf } from "../failure.ts";
import type { ListedRail, PlayEvent, RailTimes, Recorded } from "./play-events.ts";
import type { Tap } from "./tapped-model.ts";

const CHANNELS: Readonly<Record<string, Recorded["channel"]>> = {
  "text-delta": "text",
  "reasoning-delta": "reasoning",
  "refusal-delta": "refusal",
};

/** The delta that the page shows; undefined for other parts. */
const pieceOf = (part: StreamPart): Recorded | undefined => {
  const channel = CHANNELS[part.type];
  return channel === undefined || !("text" in part) ? undefined : { channel, text: part.text };
};

const eventOf = (part: StreamPart): PlayEvent | undefined => {
  if (part.type === "verdict") return { type: "verdict", verdict: part.verdict };
  if (part.type === "finish") return { type: "finish", reason: part.reason };
  const piece = pieceOf(part);
  return piece === undefined ? undefined : { type: "delivered", ...piece };
};

const toPart = ({ channel, text }: Recorded): StreamPart => ({ type: `${channel}-delta`, choice: 0, text });

const SECOND = 1_000;

const timesOf = (rails: readonly ActivatedRail[], startedAt: number): readonly RailTimes[] =>
  rails.map(({ name, type, executed_actions: runs }) => ({
    rail: name,
    type,
    runs: runs.map(({ started_at, finished_at, return_value }) => ({
      from: started_at * SECOND - startedAt,
      to: finished_at * SECOND - startedAt,
      result: return_value,
    })),
  }));

/** Records one answer and turns it into the events of the page. */
export class PlayRun implements Tap {
  readonly #clock: Clock;
  readonly #rails: readonly ListedRail[];
  readonly #startedAt: number;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isStopped = false;

  constructor(clock: Clock, rails: readonly ListedRail[]) {
    this.#clock = clock;
    this.#rails = rails;
    this.#startedAt = clock.now();
  }

  readonly onPart = (part: StreamPart): void => {
    const piece = pieceOf(part);
    if (piece !== undefined) this.#emit({ type: "generated", ...piece });
  };

  readonly onStopped = (): void => {
    this.#isStopped = true;
  };

  /** Replays a recording as a model, and reports if it is not read to its end. */
  async *replay(recording: readonly Recorded[]): AsyncGenerator<StreamPart> {
    let isDone = false;
    try {
      for (const piece of recording) {
        this.#emit({ type: "generated", ...piece });
        yield toPart(piece);
      }
      isDone = true;
      yield { type: "finish", choice: 0, reason: "stop" };
    } finally {
      if (!isDone) this.onStopped();
    }
  }

  /** The events of an answer as lines. The model is only read while someone reads the body. */
  body(stream: RailsStream<StreamPart>, onEnd: (end: AnswerEnd) => void): ReadableStream<Uint8Array> {
    const reader = stream.getReader();
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          this.#emit({ type: "begin", rails: this.#rails });
        },
        pull: async (controller) => {
          const end = await this.#next(reader, stream);
          if (end === undefined || this.#controller === undefined) return;
          this.#controller = undefined;
          onEnd(end);
          controller.close();
        },
        cancel: (reason) => {
          this.#controller = undefined;
          onEnd({ cancelled: true });
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 1 },
    );
  }

  /** Writes the next events, and the end if there is one. A pull must write something, or no further pull follows. */
  async #next(
    reader: ReadableStreamDefaultReader<StreamPart>,
    stream: RailsStream<StreamPart>,
  ): Promise<AnswerEnd | undefined> {
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const event = eventOf(read.value);
        if (event === undefined) continue;
        this.#emit(event);
        return undefined;
      }
      await this.#emitEnd(stream);
      return { cancelled: false };
    } catch (error) {
      const { code, message } = gatewayFailureOf(error).error;
      this.#emit({ type: "failed", code, message });
      return { cancelled: false, error };
    }
  }

  #emit(event: PlayEvent): void {
    const line = JSON.stringify({ at: this.#clock.now() - this.#startedAt, ...event });
    this.#controller?.enqueue(this.#encoder.encode(`${line}\n`));
  }

  async #emitEnd(stream: RailsStream<StreamPart>): Promise<void> {
    const [outcome, usage, log] = await Promise.all([stream.outcome, stream.usage, stream.log]);
    const held = (log.held_text ?? []).map(({ rails, most, max }) => ({ rails, most, longest: max * SECOND }));
    const rails = timesOf(log.activated_rails ?? [], this.#startedAt);
    this.#emit({ type: "end", outcome, usage, rails, held, stopped: this.#isStopped });
  }
}
