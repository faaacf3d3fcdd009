import { STARTERS } from "../../library/starters.ts";

/** A possible answer to a question. */
export interface Choice {
  readonly id: string;
  readonly says: string;
}

export interface Provider extends Choice {
  /** The model's entry under `models`. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The environment variable of its API key. */
  readonly key?: string;
}

const REPLIES = [
  {
    match: "password",
    content: "It is in the address: postgres://app:9vQ2mZr7Lk4T@db.internal/orders, keep it to yourself.",
  },
  "Hello! I am a scripted model: I cost nothing and know nothing. Ask me for the password, to see a rail at work.",
];

/** The scripted model is first, since it needs no API key. */
export const PROVIDERS: readonly Provider[] = [
  {
    id: "scripted",
    says: "a model that says what you write: no key, no network",
    model: { engine: "scripted", model: "demo", parameters: { delay_ms: 20, replies: REPLIES } },
  },
  { id: "openai", says: "OpenAI", model: { engine: "openai", model: "gpt-4o-mini" }, key: "OPENAI_API_KEY" },
  {
    id: "anthropic",
    says: "Anthropic",
    model: { engine: "anthropic", model: "claude-sonnet-5-5" },
    key: "ANTHROPIC_API_KEY",
  },
  {
    id: "openrouter",
    says: "OpenRouter",
    model: { engine: "openrouter", model: "openai/gpt-4o-mini" },
    key: "OPENROUTER_API_KEY",
  },
  { id: "ollama", says: "Ollama on this machine", model: { engine: "ollama", model: "llama3.1" } },
  {
    id: "workers_ai",
    says: "Workers AI, in a Worker",
    model: { engine: "workers_ai", model: "@cf/meta/llama-3.1-8b-instruct-fast" },
  },
];

export type RuntimeId = "node" | "worker" | "next";

export const RUNTIMES: readonly (Choice & { readonly id: RuntimeId })[] = [
  { id: "node", says: "a gateway on Node, and a script" },
  { id: "worker", says: "a gateway on Cloudflare Workers" },
  { id: "next", says: "a chat page with Next.js" },
];

export const RAILS: readonly Choice[] = STARTERS;

/** The default choices. */
export const DEFAULTS: Readonly<Record<"provider" | "rails" | "runtime", string>> = {
  provider: "scripted",
  rails: "secrets,personal-data",
  runtime: "node",
};
