import type { Processor } from "@mastra/core/processors";
import { assertDropIn } from "../../engine/assert-drop-in.ts";
import { assertStreaming, type EngineParts, refusalText } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { isRecord } from "../../json.ts";
import type { Verdict } from "../../types/verdict.ts";
import { failureOf } from "../../wire/failure.ts";
import type { Chunk } from "./chunks.ts";
import { GuardedAgent } from "./guarded-agent.ts";

/** The metadata of a tripwire for a block. The tripwire's reason is the refusal. */
export interface GuardTripwire {
  readonly status: "blocked";
  readonly rail?: string;
  readonly verdicts: readonly Verdict[];
}

/** The arguments that all methods of a processor share. */
interface Call {
  readonly state: Record<string, unknown>;
  readonly abort: (reason?: string, options?: { metadata?: GuardTripwire }) => never;
}

/**
 * The key of `state` under which a processor queues another chunk to be processed, as Mastra's BatchPartsProcessor
 * does.
 */
const NEXT = "__mastraReprocessPart";

/** A processor for `inputProcessors` and `outputProcessors` of an agent. */
export type GuardProcessor = Processor<"edgerails"> &
  Required<Pick<Processor<"edgerails">, "processLLMRequest" | "processLLMResponse" | "processOutputStream">>;

/** Turns what the rails decide about an agent's requests into what Mastra expects of a processor. */
class AgentGuard {
  readonly #engine: EngineParts;
  /** By the state that Mastra keeps for one request. */
  readonly #agents = new WeakMap<object, GuardedAgent>();

  constructor(engine: EngineParts) {
    this.#engine = engine;
  }

  agentOf({ state }: Call): GuardedAgent {
    const agent = this.#agents.get(state) ?? new GuardedAgent(this.#engine);
    this.#agents.set(state, agent);
    return agent;
  }

  /** Ends the request by Mastra's tripwire. */
  trip({ abort }: Call, { block, verdicts }: GuardedAgent): never {
    const metadata = { status: "blocked", ...(block === undefined ? {} : { rail: block.rail }), verdicts } as const;
    return abort(block?.refusal ?? refusalText(this.#engine.config), { metadata });
  }

  /** The next chunk that may leave, with the one after it queued. Trips behind the last chunk before a block. */
  nextChunk(call: Call, agent: GuardedAgent): Chunk | null {
    const chunk = agent.ready.shift();
    if (chunk === undefined) return agent.block === undefined ? null : this.trip(call, agent);
    if (agent.ready.length > 0 || agent.block !== undefined) call.state[NEXT] = agent.ready[0] ?? agent.last;
    return chunk;
  }
}

const abortOnError = async <T>({ abort }: Call, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    return abort(failureOf(error).error.message);
  }
};

/**
 * A Mastra processor that guards an agent: add it to both `inputProcessors` and `outputProcessors`. The input rails
 * read the prompt of every step, tool results included, right before the model call, which gets the prompt as they left
 * it. Text, reasoning and tool calls pass the output rails as they stream, before any tool runs.
 *
 * A block becomes Mastra's own tripwire: its reason is the refusal, its metadata a `GuardTripwire`. Failures abort as
 * well, since Mastra would pass on the unchecked chunk of a processor that throws.
 *
 * @throws StreamingNotSupportedError for a config that has output rails and does not let them stream.
 *
 * @example
 * const guard = guardProcessor(rails);
 * const agent = new Agent({ ...settings, inputProcessors: [guard], outputProcessors: [guard] });
 */
export const guardProcessor = (rails: LLMRails): GuardProcessor => {
  assertDropIn("guardProcessor", rails);
  const engine = partsOf(rails);
  assertStreaming(engine.config);
  const guard = new AgentGuard(engine);
  return {
    id: "edgerails",
    async processLLMRequest({ prompt, abortSignal, ...call }) {
      const agent = guard.agentOf(call);
      const checked = await abortOnError(call, () => agent.ask(prompt, abortSignal));
      return checked === undefined ? guard.trip(call, agent) : { prompt: checked as typeof prompt };
    },
    processLLMResponse({ rawResponse }) {
      // Has the provider's unchecked answer, which callers would find beside the guarded one.
      if (isRecord(rawResponse)) delete (rawResponse as { body?: unknown }).body;
    },
    async processOutputStream({ part, ...call }) {
      const agent = guard.agentOf(call);
      const chunk = part as unknown as Chunk;
      const isQueued = chunk === agent.last || chunk === agent.ready[0];
      if (!isQueued) await abortOnError(call, () => agent.read(chunk));
      return guard.nextChunk(call, agent) as typeof part | null;
    },
  };
};
