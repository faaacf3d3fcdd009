import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import type { TextPart } from "./text-parts.ts";

type Count = number | undefined;

/** Tokens as `streamText` counts them. */
interface TextUsage {
  readonly inputTokens: Count;
  readonly outputTokens: Count;
  readonly totalTokens: Count;
  readonly inputTokenDetails: object;
  readonly outputTokenDetails: object;
}

const sum = (...counts: readonly Count[]): Count => {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
};

const textUsage = ({ inputTokens: input, outputTokens: output }: LanguageModelV4Usage): TextUsage => ({
  inputTokens: input.total,
  inputTokenDetails: {
    noCacheTokens: input.noCache,
    cacheReadTokens: input.cacheRead,
    cacheWriteTokens: input.cacheWrite,
  },
  outputTokens: output.total,
  outputTokenDetails: { textTokens: output.text, reasoningTokens: output.reasoning },
  totalTokens: sum(input.total, output.total),
});

const perSecond = (count: Count, milliseconds: number): number => ((count ?? 0) * 1000) / Math.max(milliseconds, 1);

const CUT = { finishReason: "content-filter", rawFinishReason: "content_filter" } as const;

interface Cut {
  readonly usage: LanguageModelV4Usage;
  readonly providerMetadata: unknown;
  /** Duration of the step in milliseconds. */
  readonly took: number;
  readonly now: number;
}

/** The end of a step that a rail cut off before the model finished it. */
export const cutStep = ({ usage: spent, providerMetadata, took, now }: Cut): TextPart => {
  const usage = textUsage(spent);
  return {
    type: "finish-step",
    ...CUT,
    usage,
    providerMetadata,
    response: { id: crypto.randomUUID(), timestamp: new Date(now), modelId: "" },
    performance: {
      effectiveOutputTokensPerSecond: perSecond(usage.outputTokens, took),
      outputTokensPerSecond: undefined,
      inputTokensPerSecond: undefined,
      effectiveTotalTokensPerSecond: perSecond(usage.totalTokens, took),
      stepTimeMs: took,
      responseTimeMs: took,
      toolExecutionMs: {},
    },
  };
};

/** The end of an answer whose last step was cut off. */
export const cutAnswer = (steps: readonly TextPart[]): TextPart => {
  const all = (key: "inputTokens" | "outputTokens" | "totalTokens"): Count =>
    sum(...steps.map(({ usage }) => (usage as TextUsage)[key]));
  const last = steps.at(-1)?.["usage"] as TextUsage;
  const totalUsage = {
    ...last,
    inputTokens: all("inputTokens"),
    outputTokens: all("outputTokens"),
    totalTokens: all("totalTokens"),
  };
  return { type: "finish", ...CUT, totalUsage };
};

/** The end of a step that the model finished, with the outcome of the rails. */
export const endedStep = (step: TextPart, isCut: boolean, providerMetadata: unknown): TextPart => ({
  ...step,
  ...(isCut ? CUT : {}),
  providerMetadata,
});
