import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { ActivatedRail, ExecutedAction } from "../../engine/log/activated-rails.ts";
import type { LlmCallInfo } from "../../engine/log/llm-call-info.ts";
import type { FinishedRequest } from "../../engine/telemetry.ts";
import { callContent, requestContent } from "./messages.ts";
import { callAttributes, callError, errorType, firstChunkAfter } from "./names.ts";

/** The most runs of a rail that get a span each, so that a stream of many windows does not make a huge trace. */
const MAX_RUNS = 64;

/** The category under which the log files the main model's call. */
const MAIN = "generation";

const SECOND = 1_000;

interface Timed {
  readonly started_at: number;
  readonly finished_at: number;
}

/** A span below that of its request. */
interface ChildSpan {
  readonly name: string;
  readonly time: Timed;
  readonly attributes: Attributes;
  readonly kind?: SpanKind;
}

/** The spans of one request. */
export class RequestSpans {
  readonly #tracer: Tracer;
  readonly #content: boolean;
  readonly #span: Span;

  /** Starts the span of a request as a child of the caller's span. */
  constructor(tracer: Tracer, content: boolean, startTime: number) {
    this.#tracer = tracer;
    this.#content = content;
    this.#span = tracer.startSpan("guardrails.request", { kind: SpanKind.SERVER, startTime }, context.active());
  }

  /** Ends it, with child spans for rails, actions and model calls. */
  end(request: FinishedRequest): void {
    const below = trace.setSpan(context.active(), this.#span);
    for (const rail of request.rails) {
      if (rail.type === MAIN) this.#calls(rail.executed_actions, below, request);
      else this.#rail(rail, below);
    }
    this.#span.setAttributes(requestAttributes(request));
    if (this.#content) this.#span.setAttributes(requestContent(request));
    if (request.error !== undefined) fail(this.#span, request.error);
    this.#span.end(request.finishedAt);
  }

  #rail(rail: ActivatedRail, parent: Context): void {
    const { additional_info: info } = rail;
    const attributes = {
      "rail.type": rail.type,
      "rail.name": rail.name,
      "rail.stop": rail.stop,
      "rail.decisions": [...rail.decisions],
      "edgerails.rail.runs": rail.executed_actions.length,
      ...(info === undefined ? {} : { "edgerails.rail.windows_not_judged": info.windows_not_judged }),
    };
    this.#child({ name: "guardrails.rail", time: rail, attributes }, parent, (below) => {
      for (const action of rail.executed_actions.slice(0, MAX_RUNS)) this.#action(action, below);
    });
  }

  #action(action: ExecutedAction, parent: Context): void {
    const calls = action.llm_calls;
    const attributes = {
      "action.name": action.action_name,
      "action.has_llm_calls": calls.length > 0,
      "action.llm_calls_count": calls.length,
      "edgerails.action.outcome": action.return_value,
    };
    this.#child({ name: "guardrails.action", time: action, attributes }, parent, (below, span) => {
      if (action.return_value === "failed") span.setStatus({ code: SpanStatusCode.ERROR });
      for (const call of calls) this.#call(call, below);
    });
  }

  #calls(actions: readonly ExecutedAction[], parent: Context, request: FinishedRequest): void {
    for (const call of actions.flatMap(({ llm_calls }) => llm_calls)) this.#call(call, parent, request);
  }

  /** @param main - given if it is the main model's call. */
  #call(call: LlmCallInfo, parent: Context, main?: FinishedRequest): void {
    const attributes: Attributes = {
      ...callAttributes(call),
      "gen_ai.usage.input_tokens": call.prompt_tokens,
      "gen_ai.usage.output_tokens": call.completion_tokens,
      ...(call.id === null ? {} : { "gen_ai.response.id": call.id }),
      "gen_ai.response.finish_reasons": call.finish_reasons.length === 0 ? ["error"] : [...call.finish_reasons],
      ...(main === undefined ? {} : streamAttributes(call, main)),
      "edgerails.task": call.task,
      "edgerails.usage.estimated": call.estimated,
      ...(this.#content ? callContent(call, main?.answerText ?? call.completion ?? "") : {}),
    };
    const name = `chat ${call.request_model}`;
    this.#child({ name, kind: SpanKind.CLIENT, time: call, attributes }, parent, (_, span) => {
      const error = callError(call, main);
      if (error !== undefined) fail(span, error);
    });
  }

  #child(
    { name, kind = SpanKind.INTERNAL, time, attributes }: ChildSpan,
    parent: Context,
    inside: (below: Context, span: Span) => void,
  ): void {
    const span = this.#tracer.startSpan(name, { kind, startTime: time.started_at * SECOND, attributes }, parent);
    inside(trace.setSpan(parent, span), span);
    span.end(time.finished_at * SECOND);
  }
}

const fail = (span: Span, error: unknown): void => {
  span.setAttribute("error.type", errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
};

const requestAttributes = ({ outcome, usage, heldText }: FinishedRequest): Attributes => ({
  "gen_ai.operation.name": "guardrails",
  ...(outcome === undefined ? {} : { "edgerails.outcome": outcome.status }),
  ...(outcome?.rail === undefined ? {} : { "edgerails.outcome.rail": outcome.rail }),
  "edgerails.usage.delivered_tokens": usage.deliveredTokens,
  "edgerails.usage.withheld_tokens": usage.withheldTokens,
  "edgerails.held.characters": heldText.reduce((sum, { held }) => sum + held, 0),
  "edgerails.held.max_ms": Math.max(0, ...heldText.map(({ maxMs }) => maxMs)),
});

/** The main model is always asked for a stream. */
const streamAttributes = (call: LlmCallInfo, main: FinishedRequest): Attributes => {
  const seconds = firstChunkAfter(call, main);
  return {
    "gen_ai.request.stream": true,
    ...(seconds === undefined ? {} : { "gen_ai.response.time_to_first_chunk": seconds }),
  };
};
