import { textOf } from "../json.ts";
import { cutsAnswer } from "../streams/gates/verdicts.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import { pullFrom } from "../streams/pull.ts";
import type { ResponseFacts, StreamPart } from "../types/stream-part.ts";
import type { TokenUsage } from "../types/usage.ts";
import type { Verdict } from "../types/verdict.ts";
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
  callsBefore: 0,
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

/** Collects the parts of an answer. */
class AnswerBuilder {
  readonly #choices = new Map<number, ChoiceBuilder>();
  readonly #verdicts: Verdict[] = [];
  readonly #kept = new KeptLength();
  #usage: TokenUsage | undefined;
  #facts: ResponseFacts = {};

  add(part: StreamPart): void {
    keep(this.#kept, part);
    if (part.type === "response") this.#facts = factsOf(part);
    else if (part.type === "usage") this.#usage = part.usage;
    else if (part.type !== "verdict") this.#choice(part.choice).add(part);
    else {
      this.#verdicts.push(part.verdict);
      this.#choices.get(part.choice)?.add(part);
    }
  }

  build(refusal: string): Answer {
    const verdicts = this.#verdicts;
    const cut = verdicts.find(cutsAnswer);
    const choices = cut === undefined ? this.#built() : this.#refused(cut.refusal ?? refusal);
    return { facts: this.#facts, choices, usage: this.#usage, verdicts };
  }

  #choice(index: number): ChoiceBuilder {
    const builder = this.#choices.get(index) ?? new ChoiceBuilder(index);
    this.#choices.set(index, builder);
    return builder;
  }

  #built(): readonly AnswerChoice[] {
    return [...this.#choices.values()].sort((a, b) => a.index - b.index).map((builder) => builder.build());
  }

  #refused(refusal: string): readonly AnswerChoice[] {
    const indexes = this.#choices.size === 0 ? [0] : [...this.#choices.keys()].sort((a, b) => a - b);
    return indexes.map((index) => refused(index, refusal));
  }
}

/**
 * Reads an answer to its end. Throws a LimitError if it has more than 8,388,608 characters. An answer that an output
 * rail blocked is replaced by the refusal entirely, since the client has not seen any of it.
 */
export const drainAnswer = async (stream: ReadableStream<StreamPart>, refusal: string): Promise<Answer> => {
  const pull = pullFrom(stream);
  const builder = new AnswerBuilder();
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) {
    for (const part of batch) builder.add(part);
  }
  return builder.build(refusal);
};
