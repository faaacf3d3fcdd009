import { type GateStep, NOTHING, passing, type TextGate } from "../text/text-gate.ts";
import { viewOf } from "../text/views/view-of.ts";
import type { Channel } from "../types/channel.ts";
import { errorOf, failureReason } from "./rail-check.ts";
import type { SentPrompt, IncrementalRail, RailDecision } from "./rail.ts";

/** Called once with a gate's decision about its text, and with the error if it failed. */
export type GateReport = (decision: RailDecision, error?: unknown) => void;

/** A gate that never throws, and reports its decision once. */
class RailGate implements TextGate {
  readonly #rail: IncrementalRail;
  readonly #channel: Channel;
  readonly #report: GateReport;
  readonly #prompt: SentPrompt | undefined;
  #gate: TextGate | undefined;
  #rewrote = false;
  #read = 0;
  #delivered = 0;
  /** What happens to further text once the gate has failed or blocked. */
  #after: "pass" | "drop" | undefined;

  constructor(rail: IncrementalRail, channel: Channel, report: GateReport, prompt: SentPrompt | undefined) {
    this.#rail = rail;
    this.#channel = channel;
    this.#report = report;
    this.#prompt = prompt;
  }

  feed(text: string): GateStep {
    this.#read += text.length;
    return this.#step(text, (gate) => gate.feed(text));
  }

  end(): GateStep {
    const wasOver = this.#after !== undefined;
    const rest = this.#step("", (gate) => gate.end());
    const isOver = wasOver || this.#after !== undefined;
    if (!isOver) this.#report(this.#rewrote ? { outcome: "transform", text: "" } : { outcome: "allow" });
    return rest;
  }

  /** Text that a failing gate holds is lost, even if `onError` lets the rest pass. */
  #step(text: string, ask: (gate: TextGate) => GateStep): GateStep {
    if (this.#after !== undefined) return this.#after === "pass" ? passing(text) : NOTHING;
    try {
      this.#gate ??= viewOf(this.#rail.createGate(this.#prompt), this.#channel);
      return this.#count(ask(this.#gate));
    } catch (error) {
      return this.#fail(text, error);
    }
  }

  #count(step: GateStep): GateStep {
    this.#delivered += step.text.length;
    for (const { action, reason } of step.findings) {
      if (action === "mask") this.#rewrote = true;
      else this.#settle("drop", { outcome: "block", reason });
    }
    return step;
  }

  #fail(text: string, thrown: unknown): GateStep {
    const error = errorOf(this.#rail.name, thrown);
    const reason = failureReason(error);
    if (this.#rail.onError === "allow") {
      this.#settle("pass", { outcome: "allow" }, error);
      return passing(text);
    }
    this.#settle("drop", { outcome: "block", reason }, error);
    const place = { start: 0, end: this.#read, at: this.#delivered, replacement: "" };
    return { text: "", findings: [{ action: "block", ...place, reason, code: "rail_execution_failure" }] };
  }

  #settle(after: "pass" | "drop", decision: RailDecision, error?: unknown): void {
    this.#after = after;
    this.#report(decision, error);
  }
}

/** The gate of an incremental rail for one text. If it throws, it blocks, or passes the rest according to `onError`. */
export const railGate = (rail: IncrementalRail, channel: Channel, report: GateReport, prompt?: SentPrompt): TextGate =>
  new RailGate(rail, channel, report, prompt);
