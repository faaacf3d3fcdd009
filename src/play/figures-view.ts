import type { AnswerState } from "./answer-state.ts";
import { el } from "./dom.ts";

type Tone = "" | "good" | "warn" | "bad";

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: Tone;
}

const milliseconds = (value: number | undefined): string => (value === undefined ? "–" : `${Math.round(value)} ms`);

const VERDICTS = {
  passed: { value: "passed", tone: "good" },
  modified: { value: "masked", tone: "warn" },
  blocked: { value: "blocked", tone: "bad" },
} as const;

const verdict = ({ end, failure, verdicts, isStopped }: AnswerState): Figure => {
  const name = "Verdict";
  if (isStopped) return { name, value: "–", note: "never known: the last check never came in" };
  if (failure !== undefined) return { name, value: "broken", note: "the answer failed", tone: "bad" };
  if (end === undefined) return { name, value: "…", note: "never said before the last check" };
  const { status, rail } = end.outcome;
  const more = verdicts.length > 1 ? `, ${verdicts.length} findings` : "";
  return { name, ...VERDICTS[status], note: rail === undefined ? "no rail objected" : rail + more };
};

/** The tokens that the model could still have written, if `max_tokens` is known. */
const savedNote = ({ end }: AnswerState): string => {
  const saved = end?.usage.saved?.completionTokens;
  return saved === undefined ? "in mid-answer" : `up to ${saved} tokens saved`;
};

const upstream = (state: AnswerState): Figure => {
  const { end, generatedAt, isStopped } = state;
  const name = "Upstream";
  const after = milliseconds(generatedAt.at(-1));
  if (isStopped) return { name, value: "stopped", note: `after ${after}, by you`, tone: "warn" };
  if (end === undefined) return { name, value: "writing", note: `${generatedAt.length} deltas so far` };
  return end.stopped
    ? { name, value: "stopped", note: `after ${after}, ${savedNote(state)}`, tone: "warn" }
    : { name, value: "finished", note: `after ${after}` };
};

const until = ({ isStopped }: AnswerState): string => (isStopped ? "until it was stopped" : "so far");

const figures = (state: AnswerState): readonly Figure[] => {
  const { end, generatedAt, deliveredAt, longestHold, mostHeld, held } = state;
  const lag = (deliveredAt[0] ?? 0) - (generatedAt[0] ?? 0);
  return [
    verdict(state),
    {
      name: "First text",
      value: milliseconds(deliveredAt[0]),
      note: deliveredAt.length === 0 ? "nothing has left yet" : `${milliseconds(lag)} behind the model`,
    },
    {
      name: "Held back",
      value: `${state.isOver ? mostHeld : held} chars`,
      note: `at most, for ${milliseconds(longestHold)}`,
    },
    {
      name: "Delivered",
      value: end === undefined ? `${state.delivered.length} chars` : `${end.usage.deliveredTokens} tokens`,
      note: end === undefined ? until(state) : `of ${end.usage.completionTokens} the model wrote`,
    },
    {
      name: "Withheld",
      value: end === undefined ? "–" : `${end.usage.withheldTokens} tokens`,
      note: "generated, not delivered",
      ...(end !== undefined && end.usage.withheldTokens > 0 ? { tone: "bad" as const } : {}),
    },
    upstream(state),
  ];
};

/** Shows the figures of an answer. */
export const showFigures = (target: HTMLElement, state: AnswerState): void => {
  target.replaceChildren(
    ...figures(state).map(({ name, value, note, tone = "" }) =>
      el("div", `figure ${tone}`, el("dt", "", name), el("dd", "", value), el("dd", "note", note)),
    ),
  );
};
