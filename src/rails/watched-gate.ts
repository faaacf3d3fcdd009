import type { TextFinding, TextGate } from "../text/text-gate.ts";
import type { IncrementalRail, RailDecision } from "./rail.ts";
import { errorOf, failureReason, type RunOptions } from "./run-rails.ts";

/** A gate that never throws and reports how it went, once. */
class WatchedGate implements TextGate {
  readonly #rail: IncrementalRail;
  readonly #options: Pick<RunOptions, "railType" | "clock" | "onRun">;
  #gate: TextGate | undefined;
  #failed: TextFinding | undefined;
  #rewrites: TextFinding[] = [];
  #rewrote = false;
  #read = 0;
  #over = false;

  constructor(rail: IncrementalRail, options: Pick<RunOptions, "railType" | "clock" | "onRun">) {
    this.#rail = rail;
    this.#options = options;
  }

  get blocked(): TextFinding | undefined {
    return this.#failed ?? this.#gate?.blocked;
  }

  feed(text: string): string {
    this.#read += text.length;
    return this.#step(text, false);
  }

  end(): string {
    const rest = this.#step("", true);
    if (!this.#over) this.#report({ outcome: this.#rewrote ? "transform" : "allow", text: "" });
    return rest;
  }

  takeRewrites(): readonly TextFinding[] {
    const rewrites = this.#rewrites;
    this.#rewrites = [];
    return rewrites;
  }

  /** What a failing gate still held is lost, also where failing means that the rest may pass. */
  #step(text: string, last: boolean): string {
    if (this.#over) return this.blocked === undefined ? text : "";
    try {
      this.#gate ??= this.#rail.createGate();
      const free = last ? this.#gate.end() : this.#gate.feed(text);
      this.#note(this.#gate);
      return free;
    } catch (error) {
      return this.#fail(text, error);
    }
  }

  #note(gate: TextGate): void {
    const rewrites = gate.takeRewrites?.() ?? NONE;
    if (rewrites.length > 0) {
      this.#rewrites.push(...rewrites);
      this.#rewrote = true;
    }
    if (gate.blocked !== undefined) this.#report({ outcome: "block", reason: gate.blocked.reason });
  }

  #fail(text: string, thrown: unknown): string {
    const error = errorOf(this.#rail.name, thrown);
    const reason = failureReason(error);
    if (this.#rail.onError === "allow") {
      this.#report({ outcome: "allow" }, error);
      return text;
    }
    this.#failed = { start: 0, end: this.#read, reason, code: "rail_execution_failure" };
    this.#report({ outcome: "block", reason }, error);
    return "";
  }

  /** A gate works in the time of the stream it reads, so its run is a moment and not a duration. */
  #report(decision: RailDecision, error?: unknown): void {
    this.#over = true;
    const { railType, clock, onRun } = this.#options;
    const now = clock.now();
    const run = { rail: this.#rail.name, railType, startedAt: now, finishedAt: now, decision };
    onRun(error === undefined ? run : { ...run, error });
  }
}

const NONE: readonly TextFinding[] = [];

/** The gate of an incremental rail for one text: one that throws blocks, or lets the rest pass if its rail says so. */
export const watchedGate = (rail: IncrementalRail, options: RunOptions): Required<TextGate> =>
  new WatchedGate(rail, options);
