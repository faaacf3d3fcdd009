import type { KeyValueNamespace } from "./kv-items.ts";

/** What the Worker may be given: variables in wrangler.toml or `.dev.vars`, secrets with `wrangler secret put`. All optional. */
export interface Env {
  /** An OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`. */
  readonly OPENAI_BASE_URL?: string;
  readonly OPENAI_API_KEY?: string;
  /** The model to ask for there. */
  readonly OPENAI_MODEL?: string;
  /** Workers AI. */
  readonly AI?: { run(model: string, inputs: Record<string, unknown>, options?: unknown): Promise<unknown> };
  /** The model to ask for at Workers AI. */
  readonly WORKERS_AI_MODEL?: string;
  /** Bearer keys for clients, separated by commas. Without it the gateway is open. */
  readonly EDGERAILS_API_KEYS?: string;
  /** `true`: a `model` that nobody knows means the default config. Without it such a request is refused. */
  readonly EDGERAILS_ANY_MODEL?: string;
  /** Hashed keys for clients, as the JSON of a list: `[{"sha256":"…","configs":["guarded"]}]`. */
  readonly EDGERAILS_KEYS?: string;
  /** Limits of requests, as JSON: `{"maxMediaBytes":20000000}`. */
  readonly EDGERAILS_LIMITS?: string;
  /** Milliseconds of silence until a comment is sent on a stream. Default 5,000. */
  readonly EDGERAILS_HEARTBEAT_MS?: string;
  /** Where what /v1/responses delivers is kept for a day, for clients that refer to it by id. Without it nothing is kept. */
  readonly EDGERAILS_ITEMS?: KeyValueNamespace;
  /** Origins whose pages may call, separated by commas. */
  readonly EDGERAILS_CORS_ORIGINS?: string;
}
