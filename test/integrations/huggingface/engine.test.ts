import { huggingFaceEngine, type PipelineOptions, type TransformersModule } from "edgerails/huggingface";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelConfig } from "../../../src/config/config-types.ts";
import type { Runtime } from "../../../src/http/runtime.ts";
import { SYSTEM_CLOCK } from "../../../src/http/system-clock.ts";
import { openTinyPipeline, type TinyPipeline } from "../../support/tiny-pipeline.ts";

let tiny: TinyPipeline;
beforeAll(async () => {
  tiny = await openTinyPipeline();
});
afterAll(() => tiny.dispose());

const runtime: Runtime = {
  clock: SYSTEM_CLOCK,
  fetch: () => Promise.reject(new Error("no network in this test")),
  env: {},
};

const config = (parameters: Record<string, unknown>, model = "tiny"): ModelConfig => ({
  type: "main",
  engine: "huggingface_pipeline",
  model,
  mode: "chat",
  parameters,
});

const hello = { messages: [{ role: "user", content: "Hello" }] } as const;

/** A fake of the peer that fails for the given models and records every load. */
const fakePeer = (missing: (model: string) => boolean) => {
  const loads: [string, string, PipelineOptions][] = [];
  const peer: TransformersModule = {
    env: { allowRemoteModels: true },
    async pipeline(task, model, options) {
      loads.push([task, model, options]);
      if (missing(model)) throw new Error(`no file in ${model}`);
      return tiny.pipe;
    },
  };
  return { peer, loads, importTransformers: () => Promise.resolve(peer) };
};

describe("huggingFaceEngine", () => {
  it("loads a model from a local folder with transformers.js and answers", async () => {
    const parameters = { local_model_path: tiny.models, allow_remote_models: false, dtype: "fp32", max_new_tokens: 5 };
    const llm = huggingFaceEngine()(config(parameters), runtime);
    const { choices, usage, model } = await llm.generate(hello);
    expect(choices).toEqual([{ content: ". The quick brown", finishReason: "length" }]);
    expect([model, usage?.completionTokens, llm.provider]).toEqual(["tiny", 5, "huggingface_pipeline"]);
  });

  it("reports which model is missing, and where it was searched", async () => {
    const parameters = { local_model_path: tiny.models, allow_remote_models: false };
    const llm = huggingFaceEngine()(config(parameters, "absent"), runtime);
    const message = await llm.stream(hello).then(String, (error: Error) => `${error.name}: ${error.message}`);
    expect(message).toContain('ConfigError: Cannot load model "absent"');
    expect(message).toContain(`folder "${tiny.models}/absent"`);
    expect(message).toContain('"allow_remote_models" is false');
  });

  it("names the command that installs a missing peer", async () => {
    const importTransformers = () => Promise.reject(new Error("Cannot find package"));
    const llm = huggingFaceEngine({ importTransformers })(config({}), runtime);
    await expect(llm.generate(hello)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining("npm install @huggingface/transformers"),
    });
  });

  it("loads nothing before the first request, and once for all models of one name", async () => {
    const { loads, importTransformers } = fakePeer(() => false);
    const engine = huggingFaceEngine({ importTransformers });
    const models = [
      engine(config({ device: "cpu", max_new_tokens: 2 }), runtime),
      engine(config({ device: "cpu" }), runtime),
    ];
    expect(loads).toEqual([]);
    await Promise.all(models.map((model) => model.generate({ ...hello, params: { max_tokens: 1 } })));
    expect(loads).toEqual([["text-generation", "tiny", { device: "cpu" }]]);
  });

  it("retries a failed load with the next request", async () => {
    let failures = 1;
    const { importTransformers } = fakePeer(() => failures-- > 0);
    const llm = huggingFaceEngine({ importTransformers })(config({ max_new_tokens: 1 }), runtime);
    await expect(llm.generate(hello)).rejects.toThrow("no file in tiny");
    expect((await llm.generate(hello)).choices).toHaveLength(1);
  });

  it("searches the local folder before the hub", async () => {
    const { loads, importTransformers, peer } = fakePeer((model) => model !== "org/name");
    const llm = huggingFaceEngine({ importTransformers })(
      config({ local_model_path: "models", max_new_tokens: 1 }, "org/name"),
      runtime,
    );
    await llm.generate(hello);
    expect(loads).toEqual([
      ["text-generation", "./models/org/name", { local_files_only: true }],
      ["text-generation", "org/name", {}],
    ]);
    expect(peer.env.allowRemoteModels).toBe(true);
  });

  it("disables downloads of the peer if they are not allowed and no folder is given", async () => {
    const { loads, importTransformers, peer } = fakePeer(() => false);
    const llm = huggingFaceEngine({ importTransformers })(
      config({ allow_remote_models: false, max_new_tokens: 1 }),
      runtime,
    );
    await llm.generate(hello);
    expect(peer.env.allowRemoteModels).toBe(false);
    expect(loads[0]?.[2]).toEqual({ local_files_only: true });
  });

  it("uses a given pipeline or loader", async () => {
    const given = huggingFaceEngine({ pipeline: tiny.pipe })(config({ max_new_tokens: 1 }), runtime);
    const loaded = huggingFaceEngine({ load: () => Promise.resolve(tiny.pipe) })(
      config({ max_new_tokens: 1 }),
      runtime,
    );
    const [a, b] = await Promise.all([given.generate(hello), loaded.generate(hello)]);
    expect(a.choices).toEqual(b.choices);
  });

  it("rejects with the signal's reason while the model is still loading", async () => {
    const controller = new AbortController();
    const llm = huggingFaceEngine({ load: () => new Promise(() => {}) })(config({}), runtime);
    const answer = llm.generate({ ...hello, signal: controller.signal });
    controller.abort(new Error("gave up"));
    await expect(answer).rejects.toThrow("gave up");
  });

  it("rejects parameters of the wrong type when the model is created", () => {
    const make = (parameters: Record<string, unknown>) => () => huggingFaceEngine()(config(parameters), runtime);
    expect(make({ local_model_path: 3 })).toThrow('"parameters.local_model_path"');
    expect(make({ allow_remote_models: "no" })).toThrow('"parameters.allow_remote_models"');
    expect(make({ task: 1 })).toThrow('"parameters.task"');
  });

  it("rejects a pipeline that does not generate text", async () => {
    const importTransformers = (): Promise<TransformersModule> =>
      Promise.resolve({ env: { allowRemoteModels: true }, pipeline: () => Promise.resolve({ model: {} }) });
    const llm = huggingFaceEngine({ importTransformers })(config({ task: "fill-mask" }), runtime);
    await expect(llm.generate(hello)).rejects.toThrow('a pipeline for "fill-mask" does not generate text');
  });
});
