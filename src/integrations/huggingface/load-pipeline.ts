import { ConfigError } from "../../errors.ts";
import type { PipelineOptions, TextGenerationPipelineLike, TransformersModule } from "./transformers-types.ts";

/** Which pipeline to load, and from where. */
export interface PipelineSource {
  /** A model name of the Hugging Face hub, or the name of a folder in `localModelPath`. */
  readonly model: string;
  /** Default `text-generation`. */
  readonly task: string;
  /** A folder with models in folders of their own, looked into first. */
  readonly localModelPath?: string;
  /** Whether the model may be downloaded. */
  readonly allowRemoteModels: boolean;
  readonly options: PipelineOptions;
}

/** @throws ConfigError when the peer is missing or the model cannot be loaded. */
export const loadPipeline = async (
  source: PipelineSource,
  importPeer: () => Promise<TransformersModule>,
): Promise<TextGenerationPipelineLike> => {
  const transformers = await importPeer().catch((cause: unknown) => {
    const message = `Cannot load model "${source.model}": engine "huggingface_pipeline" needs transformers.js; run "npm install @huggingface/transformers" (${reasonOf(cause)})`;
    throw new ConfigError(message, { cause });
  });
  const loaded = await loadFromAnywhere(source, transformers);
  if (isTextGeneration(loaded)) return loaded;
  throw new ConfigError(`Cannot use model "${source.model}": a pipeline for "${source.task}" does not generate text`);
};

/** The local folder first, then the hub, and one error that names every place. */
const loadFromAnywhere = async (source: PipelineSource, transformers: TransformersModule): Promise<unknown> => {
  const problems: string[] = [];
  let cause: unknown;
  for (const [place, load] of attempts(source, transformers)) {
    try {
      return await load();
    } catch (error) {
      cause = error;
      problems.push(`${place}: ${reasonOf(error)}`);
    }
  }
  const hint = source.allowRemoteModels ? "" : '; "allow_remote_models" is false, so nothing is downloaded';
  throw new ConfigError(`Cannot load model "${source.model}": ${problems.join("; ")}${hint}`, { cause });
};

const attempts = (source: PipelineSource, peer: TransformersModule): [string, () => Promise<unknown>][] => {
  const { task, model, localModelPath, allowRemoteModels, options } = source;
  const folder = localModelPath === undefined ? undefined : asFolder(localModelPath, model);
  const local = { ...options, local_files_only: true };
  if (folder !== undefined) {
    const here: [string, () => Promise<unknown>] = [`folder "${folder}"`, () => peer.pipeline(task, folder, local)];
    return allowRemoteModels ? [here, ["hub", () => peer.pipeline(task, model, options)]] : [here];
  }
  if (allowRemoteModels) return [["hub", () => peer.pipeline(task, model, options)]];
  return [["cache", () => withoutNetwork(peer, () => peer.pipeline(task, model, local))]];
};

/**
 * transformers.js looks up some files without regard to `local_files_only`, so for a model name its own switch is
 * turned off, and stays off: for the whole process, as two loads at a time could not share a temporary setting.
 */
const withoutNetwork = <T>(peer: TransformersModule, load: () => Promise<T>): Promise<T> => {
  peer.env.allowRemoteModels = false;
  return load();
};

/** A path that transformers.js cannot mistake for a model of the hub, so it only reads that folder. */
const asFolder = (parent: string, model: string): string => {
  const path = `${parent.replace(/\/+$/, "")}/${model}`;
  return /^(\/|\.\.?\/|[A-Za-z]:[\\/])/.test(path) || path.includes("://") ? path : `./${path}`;
};

const isTextGeneration = (loaded: unknown): loaded is TextGenerationPipelineLike => {
  const { model, tokenizer } = loaded as Partial<TextGenerationPipelineLike>;
  return typeof tokenizer === "function" && typeof model?.generate === "function";
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
