import { textOf } from "../json.ts";
import type { ResponseFacts, StreamPart, TokenUsage, Verdict } from "../types.ts";
import { pullFrom } from "../streams/pull.ts";
import { cutsAnswer } from "../streams/gates/verdicts.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import { type AnswerChoice, ChoiceBuilder } from "./answer-choice.ts";
import { KeptLength } from "./kept-length.ts";

/** A guarded answer, complete: the drained stream. */
export interface Answer {
  readonly facts: ResponseFacts;
  readonly choices: readonly AnswerChoice[];
  readonly usage: TokenUsage | undefined;
  readonly verdicts: readonly Verdict[];
}

const refused = (index: number, content: string): AnswerChoice => ({
  index,
  content,
  reasoning: "",
  refusal: "",
  toolCalls: [],
  thoughts: {},
  finishReason: "content_filter",
});

const factsOf = ({
  type: _type,
  choice: _choice,
  ...facts
}: Extract<StreamPart, { type: "response" }>): ResponseFacts => facts;

/** Characters that are kept of a call or a verdict beside its text, about. */
const AROUND = 256;

const keep = (kept: KeptLength, part: StreamPart): void => {
  if (part.type === "tool-call-delta") {
    const { id, name } = part;
    const isNew = id !== undefined || name !== undefined;
    kept.add(part.text, isNew ? AROUND + textOf(id).length + textOf(name).length : 0);
  } else if (isDelta(part)) kept.add(part.text);
  else if (part.type === "verdict") kept.add("", AROUND);
};

/**
 * Reads an answer to its end, of at most 8,388,608 characters: throws a LimitError for a longer one. One that an output rail
 * blocked is replaced whole by the refusal: nobody has seen its beginning yet, so nobody needs to.
 */
export const drainAnswer = async (stream: ReadableStream<StreamPart>, refusal: string): Promise<Answer> => {
  const pull = pullFrom(stream);
  const builders = new Map<number, ChoiceBuilder>();
  const verdicts: Verdict[] = [];
  let usage: TokenUsage | undefined;
  let facts: ResponseFacts = {};
  const kept = new KeptLength();
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) {
    for (const part of batch) {
      keep(kept, part);
      if (part.type === "response") facts = factsOf(part);
      else if (part.type === "usage") usage = part.usage;
      else if (part.type === "verdict") {
        verdicts.push(part.verdict);
        builders.get(part.choice)?.add(part);
      } else {
        const builder = builders.get(part.choice) ?? new ChoiceBuilder(part.choice);
        builders.set(part.choice, builder);
        builder.add(part);
      }
    }
  }
  const cut = verdicts.find(cutsAnswer);
  const built = [...builders.values()].sort((a, b) => a.index - b.index).map((builder) => builder.build());
  const choices =
    cut === undefined
      ? built
      : (built.length === 0 ? [0] : built.map(({ index }) => index)).map((index) =>
          refused(index, cut.refusal ?? refusal),
        );
  return { facts, choices, usage, verdicts };
};
