import type { Attributes, Counter, Histogram, Meter, UpDownCounter } from "@opentelemetry/api";
import type { LlmCallInfo } from "../../engine/log/llm-call-info.ts";
import type { FinishedRequest } from "../../engine/telemetry.ts";
import type { GateHold } from "../../types/verdict.ts";
import { callAttributes, callError, errorType, firstChunkAfter } from "./names.ts";

const SECOND = 1_000;

/** Buckets that the conventions recommend. */
const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
const CALL_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const CHUNK_BUCKETS = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** The buckets of NeMo Guardrails. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const HOLD_BUCKETS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** Name, unit and description. */
type Instrument = readonly [name: string, unit: string, description: string];

const ACTIVE: Instrument = ["guardrails.requests.active", "1", "Requests under way"];

const COUNTERS = {
  requests: ["guardrails.requests", "1", "Requests, counted when they begin"],
  errors: ["guardrails.requests.errors", "1", "Requests that broke, or whose client left"],
  blocked: ["guardrails.requests.blocked", "1", "Requests that a rail blocked"],
  notJudged: [
    "edgerails.rail.windows.not_judged",
    "{window}",
    "Windows that a monitored rail was not asked about, since it could not keep up",
  ],
  checks: ["edgerails.rail.checks", "{check}", "Runs of a rail, by what it decided"],
  held: ["edgerails.held.characters", "{character}", "Characters of answers that a gate held back for a while"],
  withheld: ["edgerails.tokens.withheld", "{token}", "Tokens that a model generated and that were not delivered"],
  saved: [
    "edgerails.tokens.saved",
    "{token}",
    "Tokens that were not spent since a rail blocked; of answers at most so many",
  ],
} as const satisfies Readonly<Record<string, Instrument>>;

const HISTOGRAMS = {
  duration: [REQUEST_BUCKETS, "guardrails.request.duration", "s", "From the beginning of a request to its end"],
  callDuration: [CALL_BUCKETS, "gen_ai.client.operation.duration", "s", "Duration of a model call"],
  callTokens: [TOKEN_BUCKETS, "gen_ai.client.token.usage", "{token}", "Tokens of a model call"],
  firstChunk: [CHUNK_BUCKETS, "gen_ai.client.operation.time_to_first_chunk", "s", "Until the main model's first chunk"],
  railDuration: [CALL_BUCKETS, "edgerails.rail.duration", "s", "What the runs of a rail took in one request, added up"],
  hold: [
    HOLD_BUCKETS,
    "edgerails.hold.duration",
    "s",
    "The longest time that a gate held back a character of an answer",
  ],
} as const satisfies Readonly<Record<string, readonly [buckets: number[], ...Instrument]>>;

/** One instrument for every row of a table. */
const madeOf = <Name extends string, Row, Made>(
  table: Readonly<Record<Name, Row>>,
  make: (row: Row) => Made,
): Readonly<Record<Name, Made>> =>
  Object.fromEntries(Object.entries<Row>(table).map(([name, row]) => [name, make(row)])) as Record<Name, Made>;

/** The metrics of all requests. */
export class RequestMetrics {
  readonly #active: UpDownCounter;
  readonly #counters: Readonly<Record<keyof typeof COUNTERS, Counter>>;
  readonly #histograms: Readonly<Record<keyof typeof HISTOGRAMS, Histogram>>;

  constructor(meter: Meter) {
    const [name, unit, description] = ACTIVE;
    this.#active = meter.createUpDownCounter(name, { unit, description });
    this.#counters = madeOf<keyof typeof COUNTERS, Instrument, Counter>(COUNTERS, ([name, unit, description]) =>
      meter.createCounter(name, { unit, description }),
    );
    this.#histograms = madeOf<keyof typeof HISTOGRAMS, readonly [number[], ...Instrument], Histogram>(
      HISTOGRAMS,
      ([explicitBucketBoundaries, name, unit, description]) =>
        meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries } }),
    );
  }

  begin(): void {
    this.#active.add(1);
    this.#counters.requests.add(1);
  }

  end(request: FinishedRequest): void {
    const { startedAt, finishedAt, outcome, error } = request;
    this.#active.add(-1);
    this.#histograms.duration.record((finishedAt - startedAt) / SECOND);
    if (error !== undefined) this.#counters.errors.add(1, { "error.type": errorType(error) });
    if (outcome?.status === "blocked")
      this.#counters.blocked.add(1, { "rail.type": outcome.railType, "rail.name": outcome.rail });
    this.#rails(request);
    this.#calls(request);
    for (const gate of request.heldText) this.#gate(gate);
    this.#tokens(request);
  }

  #rails({ rails }: FinishedRequest): void {
    for (const { type, name, executed_actions: runs, duration, additional_info: info } of rails) {
      if (type === "generation") continue;
      const rail = { "rail.type": type, "rail.name": name };
      this.#histograms.railDuration.record(duration, rail);
      if (info !== undefined) this.#counters.notJudged.add(info.windows_not_judged, rail);
      for (const { return_value: decision } of runs)
        this.#counters.checks.add(1, { ...rail, "rail.decision": decision });
    }
  }

  #calls(request: FinishedRequest): void {
    for (const call of request.llmCalls) {
      const main = call.task === "general" ? request : undefined;
      const attributes = callAttributes(call);
      const error = callError(call, main);
      const failed = error === undefined ? {} : { "error.type": errorType(error) };
      this.#histograms.callDuration.record(call.duration, { ...attributes, ...failed });
      this.#usage(call, attributes);
      const firstChunk = main === undefined ? undefined : firstChunkAfter(call, main);
      if (firstChunk !== undefined) this.#histograms.firstChunk.record(firstChunk, attributes);
    }
  }

  /** Estimated tokens are not recorded, as the conventions require. */
  #usage({ estimated, prompt_tokens: input, completion_tokens: output }: LlmCallInfo, attributes: Attributes): void {
    if (estimated) return;
    this.#histograms.callTokens.record(input, { ...attributes, "gen_ai.token.type": "input" });
    this.#histograms.callTokens.record(output, { ...attributes, "gen_ai.token.type": "output" });
  }

  #gate({ rails, railType, held, maxMs }: GateHold): void {
    const gate = { "rail.type": railType, "rail.name": rails.join(", ") };
    this.#counters.held.add(held, gate);
    this.#histograms.hold.record(maxMs / SECOND, gate);
  }

  #tokens({ usage }: FinishedRequest): void {
    this.#counters.withheld.add(usage.withheldTokens);
    const { promptTokens = 0, completionTokens = 0 } = usage.saved ?? {};
    this.#counters.saved.add(promptTokens, { "gen_ai.token.type": "input" });
    this.#counters.saved.add(completionTokens, { "gen_ai.token.type": "output" });
  }
}
