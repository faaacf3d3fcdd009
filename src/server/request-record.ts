import { type Deferred, deferred } from "../engine/deferred.ts";
import type { GenerationLog } from "../engine/log/generation-log.ts";
import type { GenerationRun } from "../engine/run/generation-run.ts";
import type { ShadowOutcome } from "../engine/shadow.ts";
import type { Clock, GateHold, MediaKind, Outcome, StreamUsage } from "../types.ts";

/** A rail that could not give a verdict. */
export interface RailFailure {
  readonly rail: string;
  /** What it failed with, for the operator. */
  readonly reason: string;
}

/** One request as its operator sees it. */
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
  /** What became of the answer. Absent for requests that got none. */
  readonly outcome?: Outcome;
  readonly usage?: StreamUsage;
  /** What gates held back of the answer, in the order in which text passes them, where `measuresHolds` says so. */
  readonly heldText?: readonly GateHold[];
  /** What the config that `monitor` names would have made of the answer. */
  readonly shadow?: ShadowOutcome;
  /** Rails that failed, if some did: each once, however many windows it failed on. */
  readonly railFailures?: readonly RailFailure[];
  /** What no rail could read of the request, such as `image`. Absent when there was nothing of the kind. */
  readonly unread?: readonly MediaKind[];
  /** Why what was delivered could not be kept for a later request. The answer is as good without. */
  readonly notKept?: unknown;
  /** Whether the client went away before the end. */
  readonly cancelled: boolean;
  /** What was thrown, with the `detail` and `cause` that no client is told. */
  readonly error?: unknown;
}

type Facts = Partial<Omit<GatewayEvent, "requestId" | "method" | "path" | "startedAt" | "durationMs">>;

/** Gathers what is known of one request and reports it once. */
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
   * @param report - absent where nobody asks: then nothing is gathered for it.
   * @param waitUntil - keeps the runtime at work until the record is sent: what only watches may speak after the answer.
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

  /** Notes rails that failed, also those whose settings let the text pass, and what none could read. */
  noteLog({ failures, unreadMedia }: GenerationLog): void {
    const railFailures = [...failures].map(([rail, reason]) => ({ rail, reason }));
    if (railFailures.length > 0) this.note({ railFailures });
    if (unreadMedia.length > 0) this.note({ unread: unreadMedia });
  }

  watch(run: GenerationRun): void {
    this.#run = run;
    if (this.#report !== undefined) this.#waitUntil?.(this.#sent.promise);
  }

  /** The answer goes on after its headers, so the record closes later. */
  defer(): void {
    this.#deferred = true;
  }

  /** The record is sent after this work, which notes something and does not reject. To be called by the tick of `close`. */
  awaits(work: Promise<void>): void {
    this.#work = work;
  }

  /** The handler is done. */
  answered(status: number): void {
    this.note({ status });
    if (!this.#deferred) this.close();
  }

  /** The answer is over. To be called once. */
  close(facts: Facts = {}): void {
    if (this.#report === undefined) return;
    this.note(facts);
    const durationMs = this.#clock.now() - this.#startedAt;
    const run = this.#run;
    if (run === undefined) return this.#send(durationMs);
    // Both are settled by now; a promise is how they can be read.
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
      // An operator's log that fails must not take the answer with it.
    }
    this.#sent.resolve();
  }
}
