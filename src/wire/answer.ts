import { textOf } from "../json.ts";
import type { ResponseFacts, StreamPart, TokenUsage, Verdict } from "../types.ts";
import { pullFrom } from "../streams/pull.ts";
import { cutsAnswer } from "../streams/gates/verdicts.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import { type AnswerChoice, ChoiceBuilder } from "./answer-choice.ts";
import { KeptLength } from "./kept-length.ts";

/** A complete guarded answer: the content of a drained stream. */
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

/** What a tool call or a verdict costs besides its text, in characters, roughly. */
const OVERHEAD = 256;

const keep = (kept: KeptLength, part: StreamPart): void => {
  if (part.type === "tool-call-delta") {
    const { id, name } = part;
    const isNew = id !== undefined || name !== undefined;
    kept.add(part.text, isNew ? OVERHEAD + textOf(id).length + textOf(name).length : 0);
  } else if (isDelta(part)) kept.add(part.text);
  else if (part.type === "verdict") kept.add("", OVERHEAD);
};

/**
 * Reads an answer to its end. Throws a LimitError if it has more than 8,388,608 characters. An answer that an output
 * rail blocked is replaced by the refusal entirely, since the client has not seen any of it.
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
