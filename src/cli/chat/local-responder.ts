import { refusalText } from "../../engine/engine-parts.ts";
import { callParts } from "../../engine/run/given-answer.ts";
import type { GenerationResponse } from "../../engine/results/generation-response.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import type { GenerationOptions } from "../../engine/generation-input.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { StreamPart } from "../../types.ts";
import type { Responder, TurnFacts } from "./responder.ts";

const OPTIONS: GenerationOptions = { log: { activated_rails: true, llm_calls: true } };

/** A complete answer as parts: what the rails said, then the text that may be read. */
const answerParts = ({ response, outcome, reasoning_content, tool_calls }: GenerationResponse): StreamPart[] => {
  const [message] = response;
  const text = message?.role === "assistant" ? message.content : (message?.content.message ?? "");
  return [
    ...outcome.verdicts.map((verdict): StreamPart => ({ type: "verdict", choice: 0, verdict })),
    ...(reasoning_content === undefined
      ? []
      : [{ type: "reasoning-delta" as const, choice: 0, text: reasoning_content }]),
    { type: "text-delta", choice: 0, text },
    ...callParts(tool_calls ?? []),
  ];
};

/** Answers by rails of this process, while they are written. Throws a StreamingNotSupportedError where that cannot be. */
export const streamingResponder = (rails: LLMRails): Responder => {
  // Nothing runs before a stream is read, so this only asks whether there may be one.
  rails.streamParts({ prompt: "" });
  return {
    refusal: refusalText(rails.config),
    ask(messages, signal) {
      const stream = rails.streamParts({ messages, signal, options: OPTIONS });
      stream.outcome.catch(() => {});
      const facts = async (): Promise<TurnFacts> => ({
        outcome: await stream.outcome,
        usage: await stream.usage,
        log: await stream.log,
      });
      return { parts: stream, facts };
    },
  };
};

/** Answers by rails of this process, once they are complete. */
export const wholeResponder = (rails: LLMRails): Responder => ({
  refusal: refusalText(rails.config),
  ask(messages, signal) {
    const answer = rails.generateAsync({ messages, signal, options: OPTIONS });
    const parts = async function* (): AsyncGenerator<StreamPart, void> {
      yield* answerParts(await answer);
    };
    return { parts: fromIterable(parts()), facts: () => answer };
  },
});
