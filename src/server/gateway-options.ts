import type { CheckedConfig } from "../config/checked-config.ts";
import { hint } from "../config/suggest.ts";
import type { ConfigIssue } from "../errors.ts";
import type { LLMRailsOptions } from "../engine/llm-rails-options.ts";
import type { OwnRail } from "../library/resolve/known-rails.ts";
import type { GatewayKey } from "./api-keys.ts";
import type { ItemStore } from "./items/item-store.ts";
import type { GatewayEvent } from "./request-record.ts";

/** What a request may bring. Whatever is larger is refused before a rail or a model sees it. */
export interface GatewayLimits {
  /** Bytes of a body, pictures, sound and files in its messages left out. Default 1 MiB. */
  readonly maxBodyBytes: number;
  /** Bytes of pictures, sound and files in a request that are no texts, their Base64 undone. Default 5 MiB. */
  readonly maxMediaBytes: number;
  /** Messages of a conversation. Default 512. */
  readonly maxMessages: number;
  /** Characters of all messages together. Default 400,000. */
  readonly maxTextLength: number;
  /** Parts of one message's content. Default 64. */
  readonly maxParts: number;
  /** How deep the JSON of a body may nest. Default 64. */
  readonly maxDepth: number;
  /** What a client may ask for with `max_tokens`. Default 1,000,000. */
  readonly maxTokens: number;
  /** Answers per request. Default 8. */
  readonly maxChoices: number;
  /** Configs that one request may combine. Default 16. */
  readonly maxConfigs: number;
}

/** Options of `LLMRails` that a gateway hands on to all of its own. */
type HandedOn =
  | "env"
  | "fetch"
  | "engines"
  | "actions"
  | "rails"
  | "outputParsers"
  | "clock"
  | "measuresHolds"
  | "telemetry"
  | "onRecord"
  | "onWarning";

export const HANDED_ON: readonly HandedOn[] = [
  "env",
  "fetch",
  "engines",
  "actions",
  "rails",
  "outputParsers",
  "clock",
  "measuresHolds",
  "telemetry",
  "onRecord",
  "onWarning",
];

/** What a gateway serves, to whom, and what it tells its operator. */
export interface GatewayOptions extends Pick<LLMRailsOptions, HandedOn> {
  /** The configs clients may name, by id (`A-Z a-z 0-9 . _ -`, at most 64 characters). */
  readonly configs: Readonly<Record<string, CheckedConfig>>;
  /** The config of a request that names none. The only config is the default when there is just one. */
  readonly defaultConfigId?: string;
  /**
   * Whether a `model` that names neither a config nor a model that one allows means the default, as if it were left out.
   * Default false: it is refused with a 404 that lists what there is.
   */
  readonly anyModel?: boolean;
  /** Rails that configs may name beside those they bring along: of one's own, or built-in ones by `edgerails/core`. */
  readonly rails?: readonly OwnRail[];
  /**
   * Keys that clients must show, as `authorization: Bearer`, `x-api-key` or `api-key`, and that reach every config. Without
   * these and `keys` the gateway is open to all who reach it.
   */
  readonly apiKeys?: readonly string[];
  /** Keys of which only the hashes are known here, each bound to configs or not. */
  readonly keys?: readonly GatewayKey[];
  /** Origins whose pages may call the gateway from a browser, such as `https://app.example`. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Milliseconds of silence on a stream until a comment is sent to keep the connection. Default 15,000. */
  readonly heartbeatMs?: number;
  readonly limits?: Partial<GatewayLimits>;
  /**
   * Fields of requests that go to the provider beside the ones the gateway knows, and `store` and `service_tier`, by which
   * a client decides what the provider keeps and what it costs. Texts in them are read by input rails. Default: none.
   */
  readonly passFields?: readonly string[];
  /** Fields of requests that are taken out and never sent on, such as `user` or `metadata`. Default: none. */
  readonly dropFields?: readonly string[];
  /**
   * Where what `POST /v1/responses` delivers is kept for a day, so that clients may refer to it by id instead of sending it
   * again, as the AI SDK does: `new MemoryItemStore()`, or one of your own over a key-value store. It sees nothing readable.
   * Default: nothing is kept, and a reference is refused.
   */
  readonly items?: ItemStore;
  /**
   * Keeps a runtime at work that otherwise stops when an answer is over or its client leaves: until what was sent is kept in
   * `items`, and until `onEvent` was told, which waits for rails and configs that are only monitored. `waitUntil` of
   * `cloudflare:workers`, which waits 30 seconds at most, or of `@vercel/functions`. Called while a request is answered.
   * Default: nobody, as a process needs nothing of the kind.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** Whether clients may ask for logs with `options.log`. They hold what rails withheld. Default false. */
  readonly debug?: boolean;
  /**
   * The JSON Schema of a config, to be served to editors as `GET /v1/rails/config-schema`: `edgerails/config.schema.json`.
   * Default: there is nothing at that address.
   */
  readonly configSchema?: object;
  /** Whether events say what gates held back of an answer, and for how long. Default false: nobody measures it. */
  readonly measuresHolds?: boolean;
  /** Told about every request when it is over, with what clients are not told. Must not throw; what it throws is lost. */
  readonly onEvent?: (event: GatewayEvent) => void;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  maxBodyBytes: 1_048_576,
  maxMediaBytes: 5_242_880,
  maxMessages: 512,
  maxTextLength: 400_000,
  maxParts: 64,
  maxDepth: 64,
  maxTokens: 1_000_000,
  maxChoices: 8,
  maxConfigs: 16,
};

export const DEFAULT_HEARTBEAT_MS = 15_000;

/** Why a number among the options cannot be meant, if one cannot. */
export const numberIssues = ({
  heartbeatMs = DEFAULT_HEARTBEAT_MS,
  limits = {},
}: GatewayOptions): readonly ConfigIssue[] => [
  ...Object.keys(limits)
    .filter((name) => !Object.hasOwn(DEFAULT_LIMITS, name))
    .map((name) => ({
      path: `limits.${name}`,
      message: `There is no such limit${hint(name, Object.keys(DEFAULT_LIMITS))}`,
    })),
  ...Object.entries({ heartbeatMs, ...limits })
    .filter(([, value]) => !(Number.isFinite(value) && value >= 1))
    .map(([path]) => ({ path, message: "Expected a number that is at least 1" })),
];
