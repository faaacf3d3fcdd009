import { env } from "@huggingface/transformers";
import { LLMRails, RailsConfig } from "edgerails";
import { huggingFaceEngine } from "edgerails/huggingface";
import { textOf } from "./policy.mjs";

const isPage = "document" in globalThis;
if (isPage) {
  env.allowLocalModels = true;
  env.backends.onnx.wasm.wasmPaths = "/node_modules/onnxruntime-web/dist/";
}
const models = isPage ? "/models" : `${import.meta.dirname}/../models`;

const parameters = { local_model_path: models, allow_remote_models: false, dtype: "fp32", max_new_tokens: 8 };
const CONFIG = {
  models: [{ type: "main", engine: "huggingface_pipeline", model: "tiny", parameters }],
  rails: {
    output: { flows: ["regex redact output"], streaming: { enabled: true } },
    config: { regex_detection: { output: { patterns: ["quick brown"] } } },
  },
};

/** The model is a tiny one of the tests, which knows two sentences and no key. */
export const run = async () => {
  const engines = { huggingface_pipeline: huggingFaceEngine() };
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG), { engines });
  const text = await textOf(rails.streamAsync({ prompt: "Hello ! I am a" }));
  if (!text.includes("The <REDACTED> fox")) throw new Error(`not masked: ${JSON.stringify(text)}`);
  return `The key is ${text} and that is all.`;
};
