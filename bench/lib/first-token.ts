import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { median } from "./drive.ts";

const JUDGE_MS = 200;
const TOKENS = 60;

const configOf = (streaming: object | undefined): RailsConfig =>
  RailsConfig.fromObject({
    models: [
      {
        type: "main",
        engine: "scripted",
        model: "main",
        parameters: { replies: ["token ".repeat(TOKENS)], delay_ms: 10 },
      },
      {
        type: "self_check_output",
        engine: "scripted",
        model: "judge",
        parameters: { replies: ["No"], first_delay_ms: JUDGE_MS },
      },
    ],
    ...(streaming === undefined ? {} : { rails: { output: { flows: ["self check output"], streaming } } }),
  });

const once = async (rails: LLMRails): Promise<readonly [first: number, total: number]> => {
  const started = performance.now();
  let first = Number.NaN;
  for await (const chunk of rails.streamAsync({ prompt: "go" })) {
    if (Number.isNaN(first) && chunk !== "") first = performance.now() - started;
  }
  return [first, performance.now() - started];
};

export interface FirstToken {
  readonly name: string;
  readonly firstMs: number;
  readonly totalMs: number;
}

const WINDOWS = { enabled: true, chunk_size: 20, context_size: 5 };

/**
 * The times of the first and the last token with a judge that takes 200 ms per window, for three windows per answer.
 */
export const firstTokens = async (repeat: number): Promise<readonly FirstToken[]> => {
  const subjects = [
    { name: "no rail", rails: new LLMRails(configOf(undefined)) },
    { name: "stream_first: true", rails: new LLMRails(configOf({ ...WINDOWS, stream_first: true })) },
    { name: "stream_first: false", rails: new LLMRails(configOf({ ...WINDOWS, stream_first: false })) },
  ];
  const runs = subjects.map(() => [] as (readonly [number, number])[]);
  for (let round = 0; round <= repeat; round++) {
    for (const [index, { rails }] of subjects.entries()) {
      const run = await once(rails);
      // The first round is a warm-up.
      if (round > 0) runs[index]?.push(run);
    }
  }
  return subjects.map(({ name }, index) => ({
    name,
    firstMs: median((runs[index] ?? []).map(([first]) => first)),
    totalMs: median((runs[index] ?? []).map(([, total]) => total)),
  }));
};
