import type { AnswerState, Segment } from "./answer-state.ts";
import { el, update } from "./dom.ts";

const TITLES = { held: "held back: a rail still reads it", withheld: "never delivered" } as const;

const segmentNode = (segment: Segment): Node => {
  if (segment.kind === "delivered") return document.createTextNode(segment.text);
  if (segment.kind === "mask") {
    const { rail, label } = segment.verdict;
    const mark = el("mark", "mask", segment.text === "" ? "∅" : segment.text);
    mark.tabIndex = 0;
    mark.title = `${rail}${label === undefined ? "" : ` · ${label}`} · the model wrote: ${segment.was}`;
    return mark;
  }
  const node = el("span", segment.kind, segment.text);
  node.title = TITLES[segment.kind];
  if (segment.kind === "withheld") node.tabIndex = 0;
  return node;
};

const closing = ({ end, failure }: AnswerState): HTMLElement | undefined => {
  if (failure !== undefined) return el("p", "closing failed", failure);
  if (end === undefined) return undefined;
  const { status, rail, reason } = end.outcome;
  if (status !== "blocked") return undefined;
  const stopped = end.stopped ? " The model was stopped in the same moment." : "";
  const why = reason === undefined ? "" : ` — ${reason}`;
  return el("p", "closing blocked", el("strong", "", `Blocked by ${rail ?? "a rail"}`), `${why}.${stopped}`);
};

/** Shows an answer: delivered, held and masked text, and how it ended. */
export const showAnswer = (target: HTMLElement, state: AnswerState): void => {
  const text = target.querySelector(".text") ?? el("div", "text");
  update(text, [...state.segments().map(segmentNode), ...(state.isOver ? [] : [el("span", "caret")])]);
  const thoughts = state.reasoning === "" ? [] : [el("div", "reasoning", state.reasoning)];
  const end = closing(state);
  update(target, [...thoughts, text, ...(end === undefined ? [] : [end])]);
};
