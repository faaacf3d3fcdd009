import type {
  FinishReason,
  ResponseFacts,
  StreamPart,
  TokenUsage,
  ToolCall,
  ToolCallState,
  Verdict,
} from "../types.ts";
import { type ThoughtFields, Thoughts } from "./thoughts.ts";
import { optional, textOf } from "../json.ts";
import { pullFrom } from "../streams/pull.ts";
import { cutsAnswer } from "../streams/gates/verdicts.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import { KeptLength } from "./kept-length.ts";

/** One choice of an answer, complete. */
export interface AnswerChoice {
  readonly index: number;
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  readonly thoughts: ThoughtFields;
  readonly finishReason: FinishReason;
}

/** A guarded answer, complete: the drained stream. */
export interface Answer {
  readonly facts: ResponseFacts;
  readonly choices: readonly AnswerChoice[];
  readonly usage: TokenUsage | undefined;
  readonly verdicts: readonly Verdict[];
}

interface MutableToolCall {
  id: string;
  name: string;
  arguments: string;
  state: ToolCallState | undefined;
}

/** Puts one choice together from its parts. */
class ChoiceBuilder {
  readonly index: number;
  content = "";
  reasoning = "";
  refusal = "";
  finishReason: FinishReason = "stop";
  readonly #calls = new Map<number, MutableToolCall>();
  readonly #thoughts = new Thoughts();

  constructor(index: number) {
    this.index = index;
  }

  add(part: StreamPart): void {
    this.#thoughts.add(part);
    if (part.type === "text-delta") this.content += part.text;
    else if (part.type === "reasoning-delta") this.reasoning += part.text;
    else if (part.type === "refusal-delta") this.refusal += part.text;
    else if (part.type === "finish") this.finishReason = part.reason;
    else if (part.type === "tool-call-delta") {
      const call = this.#calls.get(part.index) ?? { id: "", name: "", arguments: "", state: undefined };
      call.id ||= part.id ?? "";
      call.name ||= part.name ?? "";
      call.arguments += part.text;
      call.state ??= part.state;
      this.#calls.set(part.index, call);
    }
  }

  build(): AnswerChoice {
    const { index, content, reasoning, refusal, finishReason } = this;
    const calls = [...this.#calls].sort(([a], [b]) => a - b);
    const toolCalls = calls.map(([, { id, name, arguments: text, state }]): ToolCall => ({
      id,
      type: "function",
      function: { name, arguments: text },
      ...optional("extra_content", state),
    }));
    return { index, content, reasoning, refusal, toolCalls, thoughts: this.#thoughts.fields(), finishReason };
  }
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
