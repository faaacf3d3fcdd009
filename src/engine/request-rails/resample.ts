import type { LanguageModel } from "../../llm/language-model.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import type { MainPrompt } from "../run/main-prompt.ts";

/** A prompt that the main model is to answer again. */
export interface Resampling {
  /** The task that the call is logged under. */
  readonly task: string;
  readonly model: LanguageModel;
  readonly prompt: MainPrompt;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly onCall: (call: JudgeCall) => void;
}

const again = async ({ task, model, prompt, signal, fetch: own, now, onCall }: Resampling): Promise<string> => {
  const { messages } = prompt;
  const startedAt = now();
  const params = { ...prompt.params, temperature: 1 };
  const response = await model.generate({ messages, params, signal, fetch: own });
  onCall({ task, model, messages, startedAt, finishedAt: now(), response });
  return response.choices[0]?.content ?? "";
};

/** More answers to the same prompt, at temperature 1 so that they differ. */
export const resample = (count: number, question: Resampling): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, () => again(question)));
