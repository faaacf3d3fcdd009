import { optional } from "../json.ts";
import { AZURE_ENGINES, OPENAI_ENGINES } from "./openai/openai-engines.ts";
import { engineNames } from "./registry.ts";

/** A description of an engine, for those who choose one. */
export interface EngineFacts {
  readonly name: string;
  /** The API it speaks. */
  readonly api: string;
  /** Its URL, unless the config or the environment sets another. */
  readonly address?: string;
  /** The environment variable of its API key. */
  readonly key?: string;
  /** An example entry of `models`. */
  readonly example: Readonly<Record<string, unknown>>;
}

const CHAT = "chat completions of OpenAI";

const EXAMPLES: Readonly<Record<string, string>> = {
  openai: "gpt-4o-mini",
  nim: "meta/llama-3.3-70b-instruct",
  nvidia_ai_endpoints: "meta/llama-3.3-70b-instruct",
  openrouter: "openai/gpt-4o-mini",
  ollama: "llama3.1",
  vllm: "meta-llama/Llama-3.1-8B-Instruct",
  vllm_openai: "meta-llama/Llama-3.1-8B-Instruct",
};

const OTHERS: Readonly<Record<string, Omit<EngineFacts, "name" | "example"> & { readonly model: object }>> = {
  anthropic: {
    api: "messages of Anthropic",
    address: "https://api.anthropic.com",
    key: "ANTHROPIC_API_KEY",
    model: { model: "claude-sonnet-5-5" },
  },
  workers_ai: {
    api: "the binding `AI` of a Worker",
    model: { model: "@cf/meta/llama-3.1-8b-instruct-fast" },
  },
  scripted: {
    api: "none: it says what the config has it say",
    model: { model: "demo", parameters: { replies: ["Hello!"] } },
  },
};

const azure = {
  api: `${CHAT}, in Azure`,
  address: "AZURE_OPENAI_ENDPOINT",
  key: "AZURE_OPENAI_API_KEY",
  model: { model: "gpt-4o-mini", parameters: { azure_deployment: "my-deployment", api_version: "2024-10-21" } },
};

const factsOf = (name: string): EngineFacts => {
  const compatible = OPENAI_ENGINES.get(name);
  if (compatible !== undefined) {
    return {
      name,
      api: CHAT,
      ...optional("address", compatible.baseUrl),
      ...optional("key", compatible.apiKeyEnvVar),
      example: { type: "main", engine: name, model: EXAMPLES[name] ?? "" },
    };
  }
  const { model, ...facts } = AZURE_ENGINES.includes(name) ? azure : (OTHERS[name] ?? { api: "", model: {} });
  return { name, ...facts, example: { type: "main", engine: name, ...model } };
};

/** The engines of the registry, in its order. Separate from the registry, since no Worker lists engines. */
export const engineFacts = (): readonly EngineFacts[] => engineNames().map(factsOf);
