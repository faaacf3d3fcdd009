import { refusalText } from "../../engine/engine-parts.ts";
import type { GenerationOptions } from "../../engine/generation-input.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import type { GenerationResponse } from "../../engine/results/generation-response.ts";
import { callParts } from "../../engine/run/given-answer.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Responder, TurnFacts } from "./responder.ts";

const OPTIONS: GenerationOptions = { log: { activated_rails: true, llm_calls: true } };

/** The parts of a complete answer: verdicts first, then reasoning, text and tool calls. */
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

/** Streams answers from rails in this process. Throws a StreamingNotSupportedError if the config does not allow it. */
export const streamingResponder = (rails: LLMRails): Responder => {
  // A stream does nothing before it is read, so this only checks that streaming is supported.
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

/** Returns complete answers from rails in this process. */
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
