import type { Clock } from "../../types.ts";

/** Something that happened, in order. */
export interface InternalEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface TimedEvent {
  readonly type: string;
  /** Milliseconds since 1970: a date is written when somebody asks for it. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const MAX_KEPT = 1_000;

/** What happened in one request, in order: the first 1,000 events. */
export class EventLog {
  readonly #clock: Clock;
  readonly #events: TimedEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(type: string, data: TimedEvent["data"]): void {
    if (this.#events.length < MAX_KEPT) this.#events.push({ type, at: this.#clock.now(), data });
  }

  /** Adds an event that comes before all others, though it is known later. */
  open(type: string, data: TimedEvent["data"]): void {
    this.#events.unshift({ type, at: this.#clock.now(), data });
  }

  list(): readonly InternalEvent[] {
    return this.#events.map(({ type, at, data }) => ({ ...data, type, event_created_at: new Date(at).toISOString() }));
  }
}
