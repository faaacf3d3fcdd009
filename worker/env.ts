import type { KeyValueNamespace } from "./kv-items.ts";

/**
 * The Worker's environment: variables in wrangler.toml or `.dev.vars`, secrets by `wrangler secret put`. All are
 * optional.
 */
export interface Env {
  /** An OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`. */
  readonly OPENAI_BASE_URL?: string;
  readonly OPENAI_API_KEY?: string;
  /** The name of the model there. */
  readonly OPENAI_MODEL?: string;
  /** Workers AI. */
  readonly AI?: { run(model: string, inputs: Record<string, unknown>, options?: unknown): Promise<unknown> };
  /** The model of Workers AI. */
  readonly WORKERS_AI_MODEL?: string;
  /** Bearer keys for clients, separated by commas. Without it the gateway is open. */
  readonly EDGERAILS_API_KEYS?: string;
  /** `true`: an unknown `model` selects the default config. Otherwise such a request is refused. */
  readonly EDGERAILS_ANY_MODEL?: string;
  /** Hashed keys for clients, as the JSON of a list: `[{"sha256":"…","configs":["guarded"]}]`. */
  readonly EDGERAILS_KEYS?: string;
  /** Limits of requests, as JSON: `{"maxMediaBytes":20000000}`. */
  readonly EDGERAILS_LIMITS?: string;
  /** Milliseconds of silence before a heartbeat is sent. Default 5,000. */
  readonly EDGERAILS_HEARTBEAT_MS?: string;
  /** Stores items of /v1/responses for a day, for clients that refer to them by id. Without it nothing is stored. */
  readonly EDGERAILS_ITEMS?: KeyValueNamespace;
  /** Origins that CORS allows, separated by commas. */
  readonly EDGERAILS_CORS_ORIGINS?: string;
}
