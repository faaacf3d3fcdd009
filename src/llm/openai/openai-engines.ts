/** What is known of an engine that speaks the OpenAI API. */
export interface OpenAIEngine {
  readonly baseUrl?: string;
  /** Environment variables its address may be in, the first that is set, where a config names none. */
  readonly baseUrlEnvVars?: readonly string[];
  /** The environment variable its key is in, unless the config names another one. */
  readonly apiKeyEnvVar?: string;
  /** Whether its own address asks for a key. */
  readonly needsKey: boolean;
  /** Where its servers have this API, for an address that says no more than which server it is. */
  readonly apiPath?: string;
  /** Calls of an API of its own, which people copy along with the address. */
  readonly ownCalls?: RegExp;
}

const NVIDIA: OpenAIEngine = {
  baseUrl: "https://integrate.api.nvidia.com/v1",
  baseUrlEnvVars: ["NVIDIA_BASE_URL"],
  apiKeyEnvVar: "NVIDIA_API_KEY",
  needsKey: true,
  apiPath: "/v1",
};

const VLLM: OpenAIEngine = { baseUrl: "http://localhost:8000/v1", needsKey: false, apiPath: "/v1" };

const OPENAI: OpenAIEngine = {
  baseUrl: "https://api.openai.com/v1",
  baseUrlEnvVars: ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
  apiKeyEnvVar: "OPENAI_API_KEY",
  needsKey: true,
};

const OPENROUTER: OpenAIEngine = {
  baseUrl: "https://openrouter.ai/api/v1",
  baseUrlEnvVars: ["OPENROUTER_BASE_URL"],
  apiKeyEnvVar: "OPENROUTER_API_KEY",
  needsKey: true,
  apiPath: "/api/v1",
  ownCalls: /\/api$/,
};

const OLLAMA: OpenAIEngine = {
  baseUrl: "http://localhost:11434/v1",
  baseUrlEnvVars: ["OLLAMA_BASE_URL"],
  needsKey: false,
  apiPath: "/v1",
  ownCalls: /\/api(?:\/(?:generate|chat|tags))?$/,
};

export const OPENAI_ENGINES: ReadonlyMap<string, OpenAIEngine> = new Map([
  ["openai", OPENAI],
  ["nim", NVIDIA],
  ["nvidia_ai_endpoints", NVIDIA],
  ["openrouter", OPENROUTER],
  ["ollama", OLLAMA],
  ["vllm", VLLM],
  ["vllm_openai", VLLM],
]);

/** An engine nothing is known of: all of it stands in the config. */
export const UNKNOWN_ENGINE: OpenAIEngine = { needsKey: false };

export const AZURE_ENGINES: readonly string[] = ["azure", "azure_openai"];
