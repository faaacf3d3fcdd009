import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, type TextGenerationPipeline } from "@huggingface/transformers";
import type { CausalModelLike, TextGenerationPipelineLike } from "../../src/integrations/huggingface/index.ts";
import { writeTinyModel } from "./tiny-model.ts";

export interface TinyPipeline {
  readonly pipe: TextGenerationPipeline;
  /** The folder that contains the model's folder `tiny`. */
  readonly models: string;
  dispose(): Promise<void>;
}

/** The tiny model in transformers.js, from a local folder. */
export const openTinyPipeline = async (): Promise<TinyPipeline> => {
  const models = await mkdtemp(join(tmpdir(), "edgerails-models-"));
  await writeTinyModel(join(models, "tiny"));
  const pipe = await pipeline("text-generation", join(models, "tiny"), { dtype: "fp32", local_files_only: true });
  return {
    pipe,
    models,
    async dispose() {
      await pipe.dispose();
      await rm(models, { recursive: true });
    },
  };
};

/** A pipeline that counts the steps of its model, and the running `generate` calls. */
export const counting = (
  pipe: TextGenerationPipelineLike,
): TextGenerationPipelineLike & { steps: number; active: number } => {
  const counted = { tokenizer: pipe.tokenizer, model: pipe.model, steps: 0, active: 0 };
  const forward = (inputs: Record<string, unknown>): Promise<unknown> => {
    counted.steps++;
    return pipe.model.forward(inputs);
  };
  async function generate(this: CausalModelLike, options: Record<string, unknown>): Promise<unknown> {
    counted.active++;
    try {
      return await pipe.model.generate.call(this, options);
    } finally {
      counted.active--;
    }
  }
  counted.model = Object.create(pipe.model, {
    forward: { value: forward },
    generate: { value: generate },
  }) as CausalModelLike;
  return counted;
};

/** Runs everything that is ready. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};
