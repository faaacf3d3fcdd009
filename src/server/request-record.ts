import { type Deferred, deferred } from "../engine/deferred.ts";
import type { GenerationLog } from "../engine/log/generation-log.ts";
import type { GenerationRun } from "../engine/run/generation-run.ts";
import type { ShadowOutcome } from "../engine/shadow.ts";
import type { MediaKind } from "../types/chat-message.ts";
import type { Clock } from "../types/clock.ts";
import type { StreamUsage } from "../types/usage.ts";
import type { GateHold, Outcome } from "../types/verdict.ts";

/** A rail that could not give a verdict. */
export interface RailFailure {
  readonly rail: string;
  /** What it failed with, for the operator. */
  readonly reason: string;
}

/** The report of one request for the operator. */
export interface GatewayEvent {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** The HTTP status that was sent. A stream that broke later has 200 and an `error`. */
  readonly status: number;
  readonly configIds: readonly string[];
  readonly stream: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Absent for requests without an answer. */
  readonly outcome?: Outcome;
  readonly usage?: StreamUsage;
  /** What gates held back, in the order in which text passes them, if `measuresHolds` is set. */
  readonly heldText?: readonly GateHold[];
  /** The outcome under the shadow config that `monitor` names. */
  readonly shadow?: ShadowOutcome;
  /** Rails that failed, each listed once. */
  readonly railFailures?: readonly RailFailure[];
  /** Media in the request that no rail can read, such as `image`. */
  readonly unread?: readonly MediaKind[];
  /** Types of tools in the request that the model was not told of, such as `web_search`. */
  readonly leftOut?: readonly string[];
  /** Why the items of the answer could not be stored. The answer itself is not affected. */
  readonly notKept?: unknown;
  /** Whether the client disconnected before the end. */
  readonly cancelled: boolean;
  /** The error, with the `detail` and `cause` that clients do not get, and without what a refused client wrote. */
  readonly error?: unknown;
}

type Facts = Partial<Omit<GatewayEvent, "requestId" | "method" | "path" | "startedAt" | "durationMs">>;

/** Collects the facts about one request and reports them once. */
export class RequestRecord {
  readonly requestId: string;
  readonly #request: Request;
  readonly #clock: Clock;
  readonly #report: ((event: GatewayEvent) => void) | undefined;
  readonly #waitUntil: ((work: Promise<unknown>) => void) | undefined;
  readonly #sent: Deferred<void> = deferred();
  readonly #startedAt: number;
  readonly #facts: { -readonly [Name in keyof Facts]: Facts[Name] } = {};
  #run: GenerationRun | undefined;
  #deferred = false;
  #work: Promise<void> | undefined;

  /**
   * @param report - if absent, nothing is collected.
   * @param waitUntil - keeps the runtime alive until the report is sent, since monitored rails may finish after the
   * answer.
   */
  constructor(
    request: Request,
    clock: Clock,
    report: ((event: GatewayEvent) => void) | undefined,
    waitUntil?: (work: Promise<unknown>) => void,
  ) {
    this.requestId = `req_${crypto.randomUUID()}`;
    this.#request = request;
    this.#clock = clock;
    this.#report = report;
    this.#waitUntil = waitUntil;
    this.#startedAt = clock.now();
  }

  note(facts: Facts): void {
    Object.assign(this.#facts, facts);
  }

  /** Notes failed rails, even those with `on_error: allow`, and unread media. */
  noteLog({ failures, unreadMedia }: GenerationLog): void {
    const railFailures = [...failures].map(([rail, reason]) => ({ rail, reason }));
    if (railFailures.length > 0) this.note({ railFailures });
    if (unreadMedia.length > 0) this.note({ unread: unreadMedia });
  }

  watch(run: GenerationRun): void {
    this.#run = run;
    if (this.#report !== undefined) this.#waitUntil?.(this.#sent.promise);
  }

  /** Keeps the record open after the headers are sent, for a streamed answer. */
  defer(): void {
    this.#deferred = true;
  }

  /** Delays the report until this work is done, which must not reject. Call it no later than `close`. */
  waitFor(work: Promise<void>): void {
    this.#work = work;
  }

  /** Called when the handler has returned a response. */
  answered(status: number): void {
    this.note({ status });
    if (!this.#deferred) this.close();
  }

  /** Called once, when the answer is over. */
  close(facts: Facts = {}): void {
    if (this.#report === undefined) return;
    this.note(facts);
    const durationMs = this.#clock.now() - this.#startedAt;
    const run = this.#run;
    if (run === undefined) return this.#send(durationMs);
    // Outcome and usage are settled by now; the shadow may still run.
    Promise.allSettled([run.tracker.outcome, run.tracker.usage, run.shadow?.outcome]).then(
      async ([outcome, usage, shadow]) => {
        if (this.#work !== undefined) await this.#work;
        if (shadow.status === "fulfilled" && shadow.value !== undefined) this.note({ shadow: shadow.value });
        if (outcome.status === "fulfilled") this.note({ outcome: outcome.value });
        if (usage.status === "fulfilled") this.note({ usage: usage.value });
        const heldText = run.log.holds?.figures ?? [];
        if (heldText.length > 0) this.note({ heldText });
        this.noteLog(run.log);
        this.#send(durationMs);
      },
      () => {},
    );
  }

  #send(durationMs: number): void {
    const { status = 200, configIds = [], stream = false, cancelled = false, ...rest } = this.#facts;
    const { method, url } = this.#request;
    const { requestId } = this;
    const base = { requestId, method, path: new URL(url).pathname, startedAt: this.#startedAt, durationMs };
    try {
      this.#report?.({ ...base, status, configIds, stream, cancelled, ...rest });
    } catch {
      // An error in `onEvent` must not break the answer.
    }
    this.#sent.resolve();
  }
}
