import type { ModelConfig } from "../../../src/config/config-types.ts";
import type { Runtime } from "../../../src/http/runtime.ts";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig, streamAll, type Captured } from "../../support/model-runtime.ts";

const COMPLETION = { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] };

export const send = async (
  config: Partial<ModelConfig>,
  {
    env = { OPENAI_API_KEY: "sk-test" },
    request = ask(),
    stream = false,
    answer = COMPLETION,
  }: { env?: Runtime["env"]; request?: ModelRequest; stream?: boolean; answer?: object } = {},
): Promise<Captured> => {
  const runtime = capturingRuntime(answer, env);
  const model = createModel(modelConfig(config), runtime);
  if (stream) await streamAll(model, request);
  else await model.generate(request);
  return runtime.first();
};
