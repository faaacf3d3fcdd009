import type { Processor } from "@mastra/core/processors";
import { assertStreaming, refusalText } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { isRecord } from "../../json.ts";
import type { Verdict } from "../../types.ts";
import { failureOf } from "../../wire/failure.ts";
import type { Chunk } from "./chunks.ts";
import { GuardedAgent } from "./guarded-agent.ts";

/** What the tripwire of a block has as its metadata. Its reason is what the bot says instead. */
export interface GuardTripwire {
  readonly status: "blocked";
  readonly rail?: string;
  readonly verdicts: readonly Verdict[];
}

interface Call {
  readonly state: Record<string, unknown>;
  readonly abort: (reason?: string, options?: { metadata?: GuardTripwire }) => never;
}

/**
 * Where a processor puts a chunk that is to go through the processors after the one that it returns, as Mastra's own
 * BatchPartsProcessor does.
 */
const NEXT = "__mastraReprocessPart";

/** What an agent takes among its `inputProcessors` and `outputProcessors`. */
export type GuardProcessor = Processor<"edgerails"> &
  Required<Pick<Processor<"edgerails">, "processLLMRequest" | "processLLMResponse" | "processOutputStream">>;

/**
 * A processor of Mastra that guards an agent: put it into `inputProcessors` and `outputProcessors`. The prompt of every step
 * is read by the input rails right before the model is asked, and the model is asked what they left of it; results of tools
 * are in there. Texts, thoughts and calls pass the output rails as they stream, before a tool runs.
 *
 * A block is Mastra's own tripwire: its reason is the refusal, its metadata the verdicts (`GuardTripwire`). Failures abort as
 * well, since Mastra shows the chunk of a processor that throws as it was.
 *
 * @throws StreamingNotSupportedError for a config that has output rails and does not let them stream.
 *
 * @example
 * const guard = guardProcessor(rails);
 * const agent = new Agent({ ...settings, inputProcessors: [guard], outputProcessors: [guard] });
 */
export const guardProcessor = (rails: LLMRails): GuardProcessor => {
  const engine = partsOf(rails);
  assertStreaming(engine.config);
  const agents = new WeakMap<object, GuardedAgent>();
  const agentOf = ({ state }: Call): GuardedAgent => {
    const agent = agents.get(state) ?? new GuardedAgent(engine);
    agents.set(state, agent);
    return agent;
  };
  const stop = ({ abort }: Call, { block, verdicts }: GuardedAgent): never => {
    const metadata = { status: "blocked", ...(block === undefined ? {} : { rail: block.rail }), verdicts } as const;
    return abort(block?.refusal ?? refusalText(engine.config), { metadata });
  };
  /** Tells what an agent has ready one by one, and stops behind the last where a rail says so. */
  const tell = (call: Call, agent: GuardedAgent): Chunk | null => {
    const chunk = agent.ready.shift();
    if (chunk === undefined) return agent.block === undefined ? null : stop(call, agent);
    if (agent.ready.length > 0 || agent.block !== undefined) call.state[NEXT] = agent.ready[0] ?? agent.last;
    return chunk;
  };
  const failing = async <T>(call: Call, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      return call.abort(failureOf(error).error.message);
    }
  };
  return {
    id: "edgerails",
    async processLLMRequest({ prompt, abortSignal, ...call }) {
      const agent = agentOf(call);
      const left = await failing(call, () => agent.ask(prompt, abortSignal));
      return left === undefined ? stop(call, agent) : { prompt: left as typeof prompt };
    },
    processLLMResponse({ rawResponse }) {
      // The provider's own words, which its caller would find beside the answer.
      if (isRecord(rawResponse)) delete (rawResponse as { body?: unknown }).body;
    },
    async processOutputStream({ part, ...call }) {
      const agent = agentOf(call);
      const chunk = part as unknown as Chunk;
      if (chunk !== agent.last && chunk !== agent.ready[0]) await failing(call, () => agent.read(chunk));
      return tell(call, agent) as typeof part | null;
    },
  };
};
