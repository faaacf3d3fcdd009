import type { PromptConfig } from "../config/config-types.ts";

/** The model to select a prompt for. `model` may contain slashes (`meta/llama-3.1-8b-instruct`). */
export interface PromptModel {
  readonly engine: string;
  readonly model: string;
}

/** How well an entry of `models` matches `engine/model`, both in lower case. 0: not at all. */
function scoreEntry(entry: string, { engine, model }: PromptModel): number {
  const full = model === "" ? engine : `${engine}/${model}`;
  if (entry === "") return 0;
  if (entry === full) return 1;
  if (entry.includes("/") && entry === model) return 0.8;
  if (entry.includes("/") && model.startsWith(entry)) return 0.9;
  if (full.startsWith(`${entry}/`)) return 0.5;
  if (full.endsWith(`/${entry}`)) return 0.8;
  return full.includes(entry) ? 0.4 : 0;
}

function scorePrompt({ models, mode }: PromptConfig, model: PromptModel, wantedMode: string): number {
  const score = models.length === 0 ? 0.2 : Math.max(...models.map((entry) => scoreEntry(entry.toLowerCase(), model)));
  if (mode === wantedMode) return score;
  return mode === "standard" ? score / 2 : 0;
}

/**
 * The prompt of a task that matches a model best, or undefined. From best to worst: `engine/model` exactly; a prefix of
 * the model's path (`meta/llama`); the model; the engine; a part of the name; a prompt for all models. A prompt of
 * another mode is excluded, except for mode `standard`, which counts half. Of equal matches the last is used, so pass
 * built-in prompts first.
 */
export function selectPrompt(
  task: string,
  model: PromptModel,
  prompts: readonly PromptConfig[],
  mode: string = "standard",
): PromptConfig | undefined {
  const wanted = { engine: model.engine.toLowerCase(), model: model.model.toLowerCase() };
  let best: PromptConfig | undefined;
  let bestScore = 0;
  for (const prompt of prompts) {
    const score = prompt.task === task ? scorePrompt(prompt, wanted, mode) : 0;
    if (score > 0 && score >= bestScore) [best, bestScore] = [prompt, score];
  }
  return best;
}
