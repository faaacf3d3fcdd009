import type { Attributes, Counter, Histogram, Meter, UpDownCounter } from "@opentelemetry/api";
import type { FinishedRequest } from "../../engine/telemetry.ts";
import type { LlmCallInfo } from "../../engine/log/llm-call-info.ts";
import type { GateHold } from "../../types.ts";
import { callAttributes, errorType } from "./names.ts";

const SECOND = 1_000;

/** As the conventions recommend them. */
const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
const CALL_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const CHUNK_BUCKETS = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** As NeMo Guardrails has them. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const HOLD_BUCKETS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

const histogram = (meter: Meter, name: string, unit: string, buckets: number[], description: string): Histogram =>
  meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: buckets } });

/** What many requests come to. */
export class RequestMetrics {
  readonly #active: UpDownCounter;
  readonly #requests: Counter;
  readonly #errors: Counter;
  readonly #blocked: Counter;
  readonly #duration: Histogram;
  readonly #callDuration: Histogram;
  readonly #callTokens: Histogram;
  readonly #firstChunk: Histogram;
  readonly #checks: Counter;
  readonly #railDuration: Histogram;
  readonly #held: Counter;
  readonly #hold: Histogram;
  readonly #withheld: Counter;
  readonly #saved: Counter;

  constructor(meter: Meter) {
    const count = (name: string, unit: string, description: string): Counter =>
      meter.createCounter(name, { unit, description });
    this.#active = meter.createUpDownCounter("guardrails.requests.active", {
      unit: "1",
      description: "Requests under way",
    });
    this.#requests = count("guardrails.requests", "1", "Requests, counted when they begin");
    this.#errors = count("guardrails.requests.errors", "1", "Requests that broke, or whose client left");
    this.#blocked = count("guardrails.requests.blocked", "1", "Requests that a rail blocked");
    this.#duration = histogram(
      meter,
      "guardrails.request.duration",
      "s",
      REQUEST_BUCKETS,
      "From the beginning of a request to its end",
    );
    this.#callDuration = histogram(
      meter,
      "gen_ai.client.operation.duration",
      "s",
      CALL_BUCKETS,
      "Duration of a model call",
    );
    this.#callTokens = histogram(
      meter,
      "gen_ai.client.token.usage",
      "{token}",
      TOKEN_BUCKETS,
      "Tokens of a model call",
    );
    this.#firstChunk = histogram(
      meter,
      "gen_ai.client.operation.time_to_first_chunk",
      "s",
      CHUNK_BUCKETS,
      "Until the main model's first chunk",
    );
    this.#checks = count("edgerails.rail.checks", "{check}", "Runs of a rail, by what it decided");
    this.#railDuration = histogram(
      meter,
      "edgerails.rail.duration",
      "s",
      CALL_BUCKETS,
      "What the runs of a rail took in one request, added up",
    );
    this.#held = count(
      "edgerails.held.characters",
      "{character}",
      "Characters of answers that a gate held back for a while",
    );
    this.#hold = histogram(
      meter,
      "edgerails.hold.duration",
      "s",
      HOLD_BUCKETS,
      "The longest time that a gate held back a character of an answer",
    );
    this.#withheld = count("edgerails.tokens.withheld", "{token}", "Tokens that a model generated and nobody saw");
    this.#saved = count(
      "edgerails.tokens.saved",
      "{token}",
      "Tokens that were not spent since a rail blocked; of answers at most so many",
    );
  }

  begin(): void {
    this.#active.add(1);
    this.#requests.add(1);
  }

  end(request: FinishedRequest): void {
    const { startedAt, finishedAt, outcome, error } = request;
    this.#active.add(-1);
    this.#duration.record((finishedAt - startedAt) / SECOND);
    if (error !== undefined) this.#errors.add(1, { "error.type": errorType(error) });
    if (outcome?.status === "blocked")
      this.#blocked.add(1, { "rail.type": outcome.railType, "rail.name": outcome.rail });
    this.#rails(request);
    this.#calls(request);
    for (const gate of request.heldText) this.#gate(gate);
    this.#tokens(request);
  }

  #rails({ rails }: FinishedRequest): void {
    for (const { type, name, executed_actions: runs, duration } of rails) {
      if (type === "generation") continue;
      const rail = { "rail.type": type, "rail.name": name };
      this.#railDuration.record(duration, rail);
      for (const { return_value: decision } of runs) this.#checks.add(1, { ...rail, "rail.decision": decision });
    }
  }

  #calls({ llmCalls, firstPartAt, error }: FinishedRequest): void {
    for (const call of llmCalls) {
      const isMain = call.task === "general";
      const attributes: Attributes = callAttributes(call);
      const failed = isMain && error !== undefined ? { "error.type": errorType(error) } : {};
      this.#callDuration.record(call.duration, { ...attributes, ...failed });
      this.#usage(call, attributes);
      if (!isMain || firstPartAt === undefined) continue;
      this.#firstChunk.record(Math.max(0, firstPartAt / SECOND - call.started_at), attributes);
    }
  }

  /** Figures that were counted from the text are no usage: the conventions forbid to tell them as one. */
  #usage({ estimated, prompt_tokens: input, completion_tokens: output }: LlmCallInfo, attributes: Attributes): void {
    if (estimated) return;
    this.#callTokens.record(input, { ...attributes, "gen_ai.token.type": "input" });
    this.#callTokens.record(output, { ...attributes, "gen_ai.token.type": "output" });
  }

  #gate({ rails, railType, held, maxMs }: GateHold): void {
    const gate = { "rail.type": railType, "rail.name": rails.join(", ") };
    this.#held.add(held, gate);
    this.#hold.record(maxMs / SECOND, gate);
  }

  #tokens({ usage }: FinishedRequest): void {
    this.#withheld.add(usage.withheldTokens);
    const { promptTokens = 0, completionTokens = 0 } = usage.saved ?? {};
    this.#saved.add(promptTokens, { "gen_ai.token.type": "input" });
    this.#saved.add(completionTokens, { "gen_ai.token.type": "output" });
  }
}
