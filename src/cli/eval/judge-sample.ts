import type { LLMRails } from "../../engine/llm-rails.ts";
import type { ActivatedRail } from "../../engine/log/activated-rails.ts";
import type { Outcome } from "../../types/verdict.ts";
import type { Sample } from "./samples.ts";

/** The result of one rail for one sample. */
export interface RailWork {
  readonly rail: string;
  readonly railType: string;
  /** Whether it blocked or rewrote the text. */
  readonly fired: boolean;
  readonly failed: boolean;
  readonly ms: number;
  readonly calls: number;
  readonly tokens: number;
}

/** A sample, and the results of the rails. */
export interface JudgedSample {
  readonly sample: Sample;
  /** Absent if the request or a rail failed: a block because of a failure is not a detection. */
  readonly status?: Outcome["status"];
  readonly rail?: string | undefined;
  readonly error?: string;
  readonly rails: readonly RailWork[];
}

/** The rail groups for a sample: input, and output if it ends with an answer. The main model is not called. */
const categoriesOf = ({ messages }: Sample): readonly ("input" | "output" | "tool_input" | "tool_output")[] => {
  const isAnswered = messages.at(-1)?.role === "assistant";
  const isAsked = messages.length > (isAnswered ? 1 : 0);
  return [
    ...(isAsked ? (["input", "tool_input"] as const) : []),
    ...(isAnswered ? (["output", "tool_output"] as const) : []),
  ];
};

const SECOND = 1_000;

const workOf = (
  { type, name, duration, executed_actions: actions }: ActivatedRail,
  { verdicts }: Outcome,
): RailWork => {
  const calls = actions.flatMap(({ llm_calls }) => llm_calls);
  return {
    rail: name,
    railType: type,
    fired: verdicts.some((verdict) => verdict.rail === name && verdict.railType === type),
    failed: actions.some(({ return_value }) => return_value === "failed"),
    ms: duration * SECOND,
    calls: calls.length + actions.reduce((sum, { service_calls = [] }) => sum + service_calls.length, 0),
    tokens: calls.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
  };
};

/** Runs the rails on a sample. Never rejects: failures are part of the result. */
export const judgeSample = async (rails: LLMRails, sample: Sample): Promise<JudgedSample> => {
  try {
    const { outcome, log } = await rails.generateAsync({
      messages: sample.messages,
      options: { rails: categoriesOf(sample), log: { activated_rails: true, llm_calls: true } },
    });
    const ran = (log.activated_rails ?? []).filter(({ type }) => type !== "generation");
    const works = ran.map((one) => workOf(one, outcome));
    const failed = works.filter((work) => work.failed).map(({ rail }) => `${rail} failed`);
    return failed.length > 0
      ? { sample, error: failed.join(", "), rails: works }
      : { sample, status: outcome.status, rail: outcome.rail, rails: works };
  } catch (error) {
    return { sample, error: error instanceof Error ? error.message : String(error), rails: [] };
  }
};
