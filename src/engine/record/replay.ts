import type { CheckedConfig } from "../../config/checked-config.ts";
import { EdgeRailsError, ProviderError } from "../../errors.ts";
import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { sleep } from "../../http/timers.ts";
import { modelUpstream } from "../../http/upstream-error.ts";
import { parseJson } from "../../json.ts";
import { channelOf, isDelta } from "../../streams/parts/tracks.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { fromIterable, toStream } from "../../streams/sources.ts";
import type { Channel } from "../../types/channel.ts";
import type { Clock } from "../../types/clock.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { Outcome } from "../../types/verdict.ts";
import { ItemNames } from "../../wire/responses/item-names.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { FormatDecoder, formatOf } from "../guard/answer-formats.ts";
import { ANSWER_FORMATS } from "../guard/request-formats.ts";
import type { LLMRailsOptions } from "../llm-rails-options.ts";
import { LLMRails } from "../llm-rails.ts";
import type { GateHoldInfo } from "../log/gate-holds.ts";
import { chunkBytes, type RecordedChunk, type Recording } from "./recording.ts";

/** Options of `replay`. Judges and services are called through `fetch` as usual. */
export interface ReplayOptions extends Pick<LLMRailsOptions, "env" | "fetch" | "actions" | "rails" | "engines"> {
  /**
   * 1 for the recorded speed, 2 for twice as fast, 0 for no delays. Measured times are always the recorded ones.
   * Default 0.
   */
  readonly speed?: number;
  /** The clock of delays and timeouts. Default: the system's. */
  readonly clock?: Clock;
}

/** A text that a client would have received. */
export interface ReplayedText {
  readonly choice: number;
  readonly channel: Channel;
  /** Position of a tool call; 0 elsewhere. */
  readonly index: number;
  readonly text: string;
}

/**
 * As reported by the provider. Without a report, prompt tokens are absent: the recording does not have the prompt as
 * sent.
 */
export type ReplayedUsage = Omit<StreamUsage, "promptTokens" | "totalTokens"> &
  Partial<Pick<StreamUsage, "promptTokens" | "totalTokens">>;

/** The result of a recorded answer under a config. */
export interface Replayed {
  readonly outcome: Outcome;
  readonly texts: readonly ReplayedText[];
  readonly usage: ReplayedUsage;
  readonly heldText: readonly GateHoldInfo[];
}

const UPSTREAM = modelUpstream("recording");
const NAMES = new ItemNames(() => true, true);

/** Its time is that of the last recorded chunk; timers use another clock. */
class RecordedClock implements Clock {
  readonly #timers: Clock;
  #now: number;

  constructor(begunAt: number, timers: Clock) {
    this.#now = begunAt;
    this.#timers = timers;
  }

  now(): number {
    return this.#now;
  }

  reach(at: number): void {
    this.#now = Math.max(this.#now, at);
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    return this.#timers.setTimeout(callback, milliseconds);
  }

  clearTimeout(timer: unknown): void {
    this.#timers.clearTimeout(timer);
  }
}

/** The chunks with their recorded delays. */
async function* paced(recording: Recording, clock: RecordedClock, speed: number): AsyncGenerator<Uint8Array> {
  let before = 0;
  for (const chunk of recording.chunks) {
    if (speed > 0 && chunk.ms > before) await sleep(clock, (chunk.ms - before) / speed);
    before = chunk.ms;
    clock.reach(recording.recordedAt + chunk.ms);
    yield chunkBytes(chunk);
  }
}

const wholeText = (chunks: readonly RecordedChunk[]): string => {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunkBytes(chunk), { stream: true })).join("") + decoder.decode();
};

/** The parts of an answer that was not streamed. */
const wholeParts = ({ chunks }: Recording): ReadableStream<StreamPart> => {
  const json = parseJson(wholeText(chunks));
  if (json === undefined) throw new EdgeRailsError("recording", "The recorded answer is no JSON, or was cut off");
  const { decoder, eventsOf } = formatOf(ANSWER_FORMATS, UPSTREAM, json).reader(UPSTREAM, NAMES);
  return pipeline(fromIterable(eventsOf(json)), decoder());
};

const partsOf = (recording: Recording, clock: RecordedClock, speed: number): ReadableStream<StreamPart> => {
  if (recording.contentType.toLowerCase().includes("json")) return wholeParts(recording);
  const bytes = toStream(paced(recording, clock, speed));
  return pipeline<StreamPart>(bytes, [sseDecoder(), new FormatDecoder(ANSWER_FORMATS, UPSTREAM, NAMES)]);
};

/** Finishes an incomplete recording with `length`, so that what there is can be checked. */
async function* withFinish(parts: ReadableStream<StreamPart>): AsyncGenerator<StreamPart> {
  const open = new Set<number>();
  try {
    for await (const part of parts) {
      if (part.type === "finish") open.delete(part.choice);
      else if (isDelta(part)) open.add(part.choice);
      yield part;
    }
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === "truncated")) throw error;
    for (const choice of open.size === 0 ? [0] : open) yield { type: "finish", choice, reason: "length" };
  }
}

const add = (texts: Map<string, ReplayedText>, part: StreamPart): void => {
  if (!isDelta(part)) return;
  const index = part.type === "tool-call-delta" ? part.index : 0;
  const track = { choice: part.choice, channel: channelOf(part), index };
  const key = JSON.stringify(track);
  texts.set(key, { ...track, text: (texts.get(key)?.text ?? "") + part.text });
};

const usageOf = ({ promptTokens, totalTokens, ...usage }: StreamUsage): ReplayedUsage =>
  usage.estimated ? usage : { ...usage, promptTokens, totalTokens };

/**
 * Runs a recorded answer through a config: its input rails read the recorded messages, its output rails the recorded
 * bytes. The main model is not called. Judges and services are, through `fetch`; without any the result is
 * deterministic.
 *
 * @throws EdgeRailsError (`recording`) for an invalid JSON answer.
 * @throws ProviderError for an answer in an unknown format.
 * @throws StreamingNotSupportedError for a config with output rails that does not enable streaming.
 * @example
 * const { outcome } = await replay(config, JSON.parse(await readFile("recorded.json", "utf8")));
 */
export const replay = async (
  config: CheckedConfig,
  recording: Recording,
  { speed = 0, clock: timers = SYSTEM_CLOCK, ...given }: ReplayOptions = {},
): Promise<Replayed> => {
  const clock = new RecordedClock(recording.recordedAt, timers);
  const rails = new LLMRails(config, { ...given, clock, onWarning: () => {} });
  const parts = partsOf(recording, clock, speed);
  const generator = recording.complete ? parts : withFinish(parts);
  const options = { llm_params: recording.params, log: { held_text: true } };
  const stream = rails.streamParts({ messages: recording.messages, generator, options });
  const texts = new Map<string, ReplayedText>();
  for await (const part of stream) add(texts, part);
  const [outcome, usage, log] = await Promise.all([stream.outcome, stream.usage, stream.log]);
  return { outcome, texts: [...texts.values()], usage: usageOf(usage), heldText: log.held_text ?? [] };
};
