import type { Clock } from "../../types/clock.ts";

/** An event in the log. */
export interface InternalEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface TimedEvent {
  readonly type: string;
  /** Milliseconds since 1970; formatted only when the log is read. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const MAX_KEPT = 1_000;

/** The first 1,000 events of a request, in order. */
export class EventLog {
  readonly #clock: Clock;
  readonly #events: TimedEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(type: string, data: TimedEvent["data"]): void {
    if (this.#events.length < MAX_KEPT) this.#events.push({ type, at: this.#clock.now(), data });
  }

  /** Inserts an event before all others. */
  open(type: string, data: TimedEvent["data"]): void {
    this.#events.unshift({ type, at: this.#clock.now(), data });
  }

  list(): readonly InternalEvent[] {
    return this.#events.map(({ type, at, data }) => ({ ...data, type, event_created_at: new Date(at).toISOString() }));
  }
}
