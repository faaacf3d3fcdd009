/** An engine that speaks the OpenAI API. */
export interface OpenAIEngine {
  readonly baseUrl?: string;
  /** Environment variables for its URL, in order of precedence, if the config sets none. */
  readonly baseUrlEnvVars?: readonly string[];
  /** The environment variable of its key, unless the config names another. */
  readonly apiKeyEnvVar?: string;
  /** Whether its default URL requires a key. */
  readonly needsKey: boolean;
  /** The path of this API on its servers, for URLs without a path. */
  readonly apiPath?: string;
  /** Paths of its own API, which people copy along with the URL. */
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

/** Any other engine: everything is in the config. */
export const UNKNOWN_ENGINE: OpenAIEngine = { needsKey: false };

export const AZURE_ENGINES: readonly string[] = ["azure", "azure_openai"];
