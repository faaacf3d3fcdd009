import type { Catalog } from "../src/config/config-types.ts";
import { RailsConfig } from "../src/config/rails-config.ts";
import { regexDetection } from "../src/library/regex-detection/spec.ts";
import { createScriptedModel } from "../src/llm/scripted/scripted.ts";
import { createWorkersAiModel } from "../src/llm/workers-ai/workers-ai.ts";
import type { Env } from "./env.ts";

const DEMO_REPLY =
  "Hello from the edge! No model is configured, so I always say the same. Set OPENAI_BASE_URL or OPENAI_API_KEY, or deploy with Workers AI.";
const DEMO_LEAK = "Certainly, here it is: sk-demo0123456789abcdefghijklmnop and nobody should ever see that.";

/**
 * The main model: an OpenAI-compatible one if configured, else Workers AI, else a script that needs neither key nor
 * network.
 */
const mainModel = ({ OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL, AI, WORKERS_AI_MODEL }: Env): object => {
  if (OPENAI_BASE_URL !== undefined || OPENAI_API_KEY !== undefined) {
    const parameters = OPENAI_BASE_URL === undefined ? {} : { base_url: OPENAI_BASE_URL };
    return { type: "main", engine: "openai", model: OPENAI_MODEL ?? "gpt-4o-mini", parameters };
  }
  if (AI !== undefined) {
    return { type: "main", engine: "workers_ai", model: WORKERS_AI_MODEL ?? "@cf/meta/llama-3.1-8b-instruct-fast" };
  }
  const replies = [{ match: "key", content: DEMO_LEAK }, DEMO_REPLY];
  return { type: "main", engine: "scripted", model: "demo", parameters: { delay_ms: 20, replies } };
};

/** Patterns of well-known API keys. */
const SECRETS = [
  "sk-[A-Za-z0-9_-]{20,}",
  "gh[pousr]_[A-Za-z0-9]{36,}",
  "AKIA[0-9A-Z]{16}",
  "-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----",
];

/**
 * The rails and engines that the configs below use, in addition to models with OpenAI's API. The Worker bundles only
 * these.
 */
const catalog: Catalog = {
  rails: [regexDetection],
  engines: { workers_ai: createWorkersAiModel, scripted: createScriptedModel },
};

/**
 * The configs of the gateway, with NeMo's keys. Replace them with your own: `edgerails bundle` makes such an object
 * from a config folder, so that the Worker needs no YAML parser. Clients can select any of them with `config_id`, so a
 * config without rails would give everyone an unguarded model with your key.
 */
export const createConfigs = (env: Env): Readonly<Record<string, RailsConfig>> => ({
  guarded: RailsConfig.fromObject(
    {
      models: [mainModel(env)],
      rails: {
        input: { flows: ["regex check input"] },
        output: { flows: ["regex check output"], streaming: { enabled: true } },
        config: {
          regex_detection: {
            input: { patterns: ["ignore (all |your )?previous instructions"], case_insensitive: true },
            output: { patterns: SECRETS },
          },
        },
      },
    },
    { catalog, source: "worker/config.ts" },
  ),
  // A second config is a second entry:
  // strict: RailsConfig.fromObject({ models: [mainModel(env)], rails: { … } }, { catalog, source: "worker/config.ts"
  // }),
});
