import { type CheckedConfig, configFault } from "../config/checked-config.ts";
import { unknownNames } from "../config/suggest.ts";
import type { LLMRailsOptions } from "../engine/llm-rails-options.ts";
import type { ConfigIssue } from "../errors.ts";
import { recordOf } from "../json.ts";
import type { OwnRail } from "../library/resolve/known-rails.ts";
import type { GatewayKey } from "./api-keys.ts";
import type { ItemStore } from "./items/item-store.ts";
import type { GatewayEvent } from "./request-record.ts";

/** Limits of requests. A larger request is refused before a rail or a model sees it. */
export interface GatewayLimits {
  /** Bytes of a body, not counting images, audio and files in its messages. Default 1 MiB. */
  readonly maxBodyBytes: number;
  /** Decoded bytes of the images, audio and binary files in a request. Default 5 MiB. */
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

/** Options of `LLMRails` that a gateway takes, and passes on to each of its own. */
export const RAILS_OPTIONS = [
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
] as const;

/** Options of `createApp`: what a gateway serves, to whom, and what it reports. */
export interface GatewayOptions extends Pick<LLMRailsOptions, (typeof RAILS_OPTIONS)[number]> {
  /** The configs clients may name, by id (`A-Z a-z 0-9 . _ -`, at most 64 characters). */
  readonly configs: Readonly<Record<string, CheckedConfig>>;
  /** The config of requests that name none. Default: the only config, if there is just one. */
  readonly defaultConfigId?: string;
  /**
   * Whether an unknown `model`, which is neither a config nor a model that one allows, selects the default config.
   * Default false: it is refused with a 404 that lists the known ones.
   */
  readonly anyModel?: boolean;
  /** Rails that configs may name in addition to those of their catalogs. */
  readonly rails?: readonly OwnRail[];
  /**
   * API keys with access to every config, sent as `authorization: Bearer`, `x-api-key` or `api-key`. Without these and
   * `keys` the gateway needs no key.
   */
  readonly apiKeys?: readonly string[];
  /** Hashed API keys, which may be restricted to some configs. */
  readonly keys?: readonly GatewayKey[];
  /** Origins that CORS allows, such as `https://app.example`. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Milliseconds without output until a stream sends a heartbeat. Default 15,000. */
  readonly heartbeatMs?: number;
  readonly limits?: Partial<GatewayLimits>;
  /**
   * Unknown request fields to pass on to the provider; also needed for `store` and `service_tier`, by which clients
   * decide what the provider keeps and charges. Input rails read texts in them. Default: none.
   */
  readonly passFields?: readonly string[];
  /** Request fields to remove, such as `user` or `metadata`. Default: none. */
  readonly dropFields?: readonly string[];
  /**
   * Stores the items of `POST /v1/responses` for a day, encrypted, so that clients can refer to them by id as the AI
   * SDK does: `new MemoryItemStore()`, or your own over a key-value store. Default: nothing is stored, and references
   * are refused.
   */
  readonly items?: ItemStore;
  /**
   * Keeps a serverless runtime alive after the response, until items are stored and `onEvent` was called, which waits
   * for monitored rails and shadow configs. Pass `waitUntil` of `cloudflare:workers` (30 seconds at most) or
   * `@vercel/functions`. Default: none, which is right for a process.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** Whether clients may request logs with `options.log`, which contain withheld text. Default false. */
  readonly debug?: boolean;
  /**
   * The JSON Schema of configs (`edgerails/config.schema.json`), to be served at `GET /v1/rails/config-schema`.
   * Default: not served.
   */
  readonly configSchema?: object;
  /** Whether events have `heldText`, measured for every answer. Default false. */
  readonly measuresHolds?: boolean;
  /** Called at the end of every request, with details that clients do not get. Errors it throws are ignored. */
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

/** Every option, so that a misspelt one is an error: ignored, `apiKey` would leave the gateway open. */
const OPTIONS: Readonly<Record<keyof GatewayOptions, true>> = {
  configs: true,
  defaultConfigId: true,
  anyModel: true,
  apiKeys: true,
  keys: true,
  corsOrigins: true,
  heartbeatMs: true,
  limits: true,
  passFields: true,
  dropFields: true,
  items: true,
  waitUntil: true,
  debug: true,
  configSchema: true,
  onEvent: true,
  ...(Object.fromEntries(RAILS_OPTIONS.map((name) => [name, true])) as Record<(typeof RAILS_OPTIONS)[number], true>),
};

const NO_CONFIGS: ConfigIssue = {
  path: "configs",
  message: "A gateway needs configs by id, as in createApp({ configs: { main: config } })",
};

const configIssues = (configs: unknown): readonly ConfigIssue[] => {
  const byId = configFault(configs) === undefined ? [] : Object.entries(recordOf(configs));
  if (byId.length === 0) return [NO_CONFIGS];
  return byId.flatMap(([id, config]) => {
    const message = configFault(config);
    return message === undefined ? [] : { path: `configs.${id}`, message };
  });
};

/** Unknown names, invalid configs and invalid numbers among the options. */
export const optionIssues = (options: Partial<GatewayOptions> = {}): readonly ConfigIssue[] => {
  const { configs, heartbeatMs = DEFAULT_HEARTBEAT_MS, limits = {} } = options;
  return [
    ...unknownNames(options, OPTIONS, "option"),
    ...configIssues(configs),
    ...unknownNames(limits, DEFAULT_LIMITS, "limit", "limits."),
    ...Object.entries({ heartbeatMs, ...limits })
      .filter(([, value]) => !(Number.isFinite(value) && value >= 1))
      .map(([path]) => ({ path, message: "Expected a number that is at least 1" })),
  ];
};
