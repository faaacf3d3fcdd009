import { pullThrough } from "../streams/pipeline.ts";
import type { Pull } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { Outcome, Verdict } from "../types/verdict.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { EngineParts } from "./engine-parts.ts";
import { outcomeOf } from "./outcome.ts";
import { RailsOnlyRecord } from "./rails-only-record.ts";
import { RequestRails } from "./request-rails/request-rails.ts";
import { stopStages } from "./run/answer-stages.ts";

const verdictsIn = async (pull: Pull<StreamPart>): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  for (let parts = await pull.pull(); parts !== undefined; parts = await pull.pull()) {
    for (const part of parts) if (part.type === "verdict") verdicts.push(part.verdict);
  }
  return verdicts;
};

/**
 * Runs the rails over a request and an answer that is not delivered, for shadow tests. Tokens are not counted and texts
 * are not kept, which would cost as much as a rail.
 */
export const readAlong = async (
  parts: EngineParts,
  request: CheckedRequest,
  answer: Pull<StreamPart>,
): Promise<Outcome> => {
  const record = new RailsOnlyRecord(parts);
  const { log, monitors } = record;
  try {
    const rails = new RequestRails(parts, request, log, monitors);
    const { signal } = new AbortController();
    const { messages, params, blocked, verdicts } = await rails.question.check(request.messages, signal);
    const all = [...verdicts];
    if (blocked === undefined) {
      const stages = [...stopStages(params), ...rails.outputStages(messages, "streamed")];
      all.push(...(await verdictsIn(pullThrough(answer, stages))));
    }
    record.finish({ messages, answerText: "", outcome: outcomeOf(all) });
    await new Promise<void>((resolve) => monitors.whenSettled(resolve));
    return outcomeOf(all, { verdicts: monitors.verdicts, notJudged: log.notJudged });
  } catch (error) {
    record.finish({ messages: [], answerText: "", error });
    throw error;
  }
};
