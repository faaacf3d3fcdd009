import { ConfigError } from "../errors.ts";
import { SYSTEM_CLOCK } from "../http/system-clock.ts";
import type { JsonRecord } from "../json.ts";
import type { Clock } from "../types/clock.ts";
import type { Failure } from "../wire/failure.ts";
import { type AnswerWire, bodyResponse } from "../wire/wire.ts";
import { type Access, FULL_ACCESS } from "./access.ts";
import { ApiKeys } from "./api-keys.ts";
import { gatewayFailureOf, errorForOperator, withRequestId } from "./failure.ts";
import {
  DEFAULT_HEARTBEAT_MS,
  DEFAULT_LIMITS,
  type GatewayLimits,
  type GatewayOptions,
  optionIssues,
} from "./gateway-options.ts";
import type { ItemStore } from "./items/item-store.ts";
import { RailsRegistry } from "./rails-registry.ts";
import { type ChatRequest, chatRequestReader } from "./reading/chat/chat-request.ts";
import { RequestRecord } from "./request-record.ts";

/** Answers one request. Errors it throws become error responses. */
export type Handler = (
  request: Request,
  record: RequestRecord,
  gateway: Gateway,
  access: Access,
) => Promise<Response> | Response;

/** A handler, whether it needs no key, and the format of its errors. */
export interface Endpoint {
  readonly handler: Handler;
  readonly open: boolean;
  readonly wire: AnswerWire;
}

/** The client closed the connection; only logs see this status. */
const CLIENT_CLOSED_REQUEST = 499;

/** What all requests share: configs, keys, limits. Holds no state of a request. */
export class Gateway {
  readonly registry: RailsRegistry;
  readonly limits: GatewayLimits;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly items: ItemStore | undefined;
  readonly waitUntil: GatewayOptions["waitUntil"];
  readonly readChat: (body: JsonRecord) => ChatRequest;
  readonly #readers = new Map<unknown, unknown>();
  readonly #keys: ApiKeys | undefined;
  readonly #onEvent: GatewayOptions["onEvent"];

  /** Throws a ConfigError for invalid options. */
  constructor(options: GatewayOptions) {
    const issues = optionIssues(options);
    if (issues.length > 0) throw new ConfigError(issues);
    const { apiKeys, keys, clock = SYSTEM_CLOCK, heartbeatMs = DEFAULT_HEARTBEAT_MS, debug = false } = options;
    this.registry = new RailsRegistry(options);
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.clock = clock;
    this.heartbeatMs = heartbeatMs;
    this.items = options.items;
    this.waitUntil = options.waitUntil;
    this.readChat = chatRequestReader(this.limits, debug, options);
    this.#keys = apiKeys === undefined && keys === undefined ? undefined : new ApiKeys(apiKeys, keys);
    for (const { configs = [], choices = [] } of keys ?? []) this.registry.assertReachable(configs, choices);
    this.#onEvent = options.onEvent;
  }

  /** A cached parser of requests, made for this gateway's limits on first use. */
  reader<Read>(make: (limits: GatewayLimits) => Read): Read {
    const known = (this.#readers.get(make) as Read | undefined) ?? make(this.limits);
    this.#readers.set(make, known);
    return known;
  }

  /** Runs a handler with API key check, error responses, headers and record. */
  async serve(request: Request, endpoint: Endpoint): Promise<Response> {
    const record = new RequestRecord(request, this.clock, this.#onEvent, this.waitUntil);
    const response = await this.#answer(request, endpoint, record);
    const { headers } = response;
    // OpenAI's SDKs read the first, Anthropic's the second.
    headers.set("x-request-id", record.requestId);
    headers.set("request-id", record.requestId);
    headers.set("x-content-type-options", "nosniff");
    record.answered(response.status);
    return response;
  }

  async #answer(request: Request, { handler, open, wire }: Endpoint, record: RequestRecord): Promise<Response> {
    try {
      const access = open ? undefined : await this.#keys?.check(request);
      return await handler(request, record, this, access ?? FULL_ACCESS);
    } catch (error) {
      const cancelled = request.signal.aborted;
      record.note({ error: errorForOperator(error), cancelled });
      if (cancelled) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
      return errorResponse(wire, withRequestId(gatewayFailureOf(error), record.requestId));
    }
  }
}

const errorResponse = (wire: AnswerWire, failure: Failure): Response =>
  bodyResponse(wire.failed(failure), {
    status: failure.status,
    headers: { ...failure.headers, "cache-control": "no-store" },
  });
