import type { JsonRecord } from "../json.ts";
import { SYSTEM_CLOCK } from "../http/system-clock.ts";
import { ConfigError } from "../errors.ts";
import type { Clock } from "../types.ts";
import { type Access, FULL_ACCESS } from "./access.ts";
import { ApiKeys } from "./api-keys.ts";
import type { ItemStore } from "./items/item-store.ts";
import { type ChatRequest, chatRequestReader } from "./reading/chat/chat-request.ts";
import type { Failure } from "../wire/failure.ts";
import { type AnswerWire, bodyResponse } from "../wire/wire.ts";
import { gatewayFailureOf, withRequestId } from "./failure.ts";
import {
  DEFAULT_HEARTBEAT_MS,
  DEFAULT_LIMITS,
  type GatewayLimits,
  type GatewayOptions,
  numberIssues,
} from "./gateway-options.ts";
import { RailsRegistry } from "./rails-registry.ts";
import { RequestRecord } from "./request-record.ts";

/** Answers one request. What it throws is told to the client as an error body. */
export type Handler = (
  request: Request,
  record: RequestRecord,
  gateway: Gateway,
  access: Access,
) => Promise<Response> | Response;

/** How a request is answered: who does it, whether without a key, and in what format failures are told. */
export interface Endpoint {
  readonly handler: Handler;
  readonly open: boolean;
  readonly wire: AnswerWire;
}

/** The client closed the connection; nobody reads this status but logs. */
const CLIENT_CLOSED_REQUEST = 499;

/** What all requests share: configs at work, keys, limits. Nothing in here belongs to one request. */
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

  /** Throws a ConfigError for options that cannot be meant. */
  constructor(options: GatewayOptions) {
    const { apiKeys, keys, clock = SYSTEM_CLOCK, heartbeatMs = DEFAULT_HEARTBEAT_MS, debug = false } = options;
    const issues = numberIssues(options);
    if (issues.length > 0) throw new ConfigError(issues);
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

  /** A reader of requests within the limits, made when one is first asked for. */
  reader<Read>(make: (limits: GatewayLimits) => Read): Read {
    const known = (this.#readers.get(make) as Read | undefined) ?? make(this.limits);
    this.#readers.set(make, known);
    return known;
  }

  /** Runs a handler with everything around it: key, error body, headers, record. */
  async serve(request: Request, endpoint: Endpoint): Promise<Response> {
    const record = new RequestRecord(request, this.clock, this.#onEvent, this.waitUntil);
    const response = await this.#answer(request, endpoint, record);
    const { headers } = response;
    // As SDKs of OpenAI and of Anthropic look for it.
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
      record.note({ error, cancelled });
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
