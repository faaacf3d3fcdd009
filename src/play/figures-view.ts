import type { AnswerState } from "./answer-state.ts";
import { el } from "./dom.ts";
import { counted, milliseconds } from "./words.ts";

type Tone = "" | "good" | "warn" | "bad";

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: Tone;
}

const VERDICTS = {
  passed: { value: "passed", tone: "good" },
  modified: { value: "masked", tone: "warn" },
  blocked: { value: "blocked", tone: "bad" },
} as const;

const verdict = ({ end, failure, verdicts, isStopped }: AnswerState): Figure => {
  const name = "Verdict";
  if (isStopped) return { name, value: "–", note: "never known: the last check never came in" };
  if (failure !== undefined) return { name, value: "–", note: "never known: the answer failed" };
  if (end === undefined) return { name, value: "…", note: "never said before the last check" };
  const { status, rail } = end.outcome;
  const more = verdicts.length > 1 ? `, ${verdicts.length} findings` : "";
  return { name, ...VERDICTS[status], note: rail === undefined ? "no rail objected" : rail + more };
};

/** The tokens that the model could still have written, if `max_tokens` is known. */
const savedNote = ({ end }: AnswerState): string => {
  const saved = end?.usage.saved?.completionTokens;
  return saved === undefined ? "in mid-answer" : `up to ${counted(saved, "token")} saved`;
};

const upstream = (state: AnswerState): Figure => {
  const { end, generatedAt, isStopped, failure } = state;
  const name = "Upstream";
  const last = generatedAt.at(-1);
  const after = last === undefined ? "before any text" : `after ${milliseconds(last)}`;
  if (isStopped) return { name, value: "stopped", note: `${after}, by you`, tone: "warn" };
  if (failure !== undefined) return { name, value: "failed", note: after, tone: "bad" };
  if (end === undefined) return { name, value: "writing", note: `${counted(generatedAt.length, "delta")} so far` };
  if (end.usage.completionTokens === 0) return { name, value: "silent", note: "the model wrote nothing" };
  return end.stopped
    ? { name, value: "stopped", note: `${after}, ${savedNote(state)}`, tone: "warn" }
    : { name, value: "finished", note: after };
};

const until = ({ isStopped, failure }: AnswerState): string => {
  if (isStopped) return "until it was stopped";
  return failure === undefined ? "so far" : "until it failed";
};

const firstText = ({ generatedAt, deliveredAt: [first] }: AnswerState): Figure => {
  const name = "First text";
  if (first === undefined) return { name, value: "–", note: "nothing was delivered" };
  return { name, value: milliseconds(first), note: `${milliseconds(first - (generatedAt[0] ?? 0))} behind the model` };
};

const heldBack = ({ isOver, held, mostHeld, longestHold }: AnswerState): Figure => {
  const name = "Held back";
  if (!isOver) return { name, value: counted(held, "char"), note: `at most ${mostHeld} so far` };
  const note = mostHeld === 0 ? "all text left at once" : `at most, for ${milliseconds(longestHold)}`;
  return { name, value: counted(mostHeld, "char"), note };
};

const delivered = (state: AnswerState): Figure => {
  const name = "Delivered";
  const { usage } = state.end ?? {};
  if (usage === undefined) return { name, value: counted(state.delivered.length, "char"), note: until(state) };
  return { name, value: counted(usage.deliveredTokens, "token"), note: `of ${usage.completionTokens} the model wrote` };
};

const withheld = ({ end }: AnswerState): Figure => {
  const [name, note] = ["Withheld", "generated, not delivered"];
  if (end === undefined) return { name, value: "–", note };
  const { withheldTokens } = end.usage;
  return { name, value: counted(withheldTokens, "token"), note, tone: withheldTokens > 0 ? "bad" : "" };
};

/** Shows the figures of an answer. */
export const showFigures = (target: HTMLElement, state: AnswerState): void => {
  target.replaceChildren(
    ...[verdict, firstText, heldBack, delivered, withheld, upstream]
      .map((figure) => figure(state))
      .map(({ name, value, note, tone = "" }) =>
        el("div", `figure ${tone}`, el("dt", "", name), el("dd", "", value), el("dd", "note", note)),
      ),
  );
};
