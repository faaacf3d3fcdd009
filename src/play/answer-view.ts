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

/** Characters of an answer that scrolls by itself, so that the figures and the timeline stay in sight. */
const LONG = 2_000;

/** Whether the last line is in sight, within half a line. */
const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean =>
  scrollTop + clientHeight > scrollHeight - 15;

/** Follows a long answer to its end, unless somebody scrolled away from there. */
const following = (target: HTMLElement, state: AnswerState, show: () => void): void => {
  const isLong = state.raw.length + state.reasoning.length > LONG;
  const follows = isAtEnd(target);
  show();
  target.classList.toggle("long", isLong);
  if (isLong) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
  if (isLong && follows) target.scrollTop = target.scrollHeight;
};

/** Shows an answer: delivered, held and masked text, and how it ended. */
export const showAnswer = (target: HTMLElement, state: AnswerState): void => {
  const text = target.querySelector(".text") ?? el("div", "text");
  const thoughts = state.reasoning === "" ? [] : [el("div", "reasoning", state.reasoning)];
  const end = closing(state);
  following(target, state, () => {
    update(text, [...state.segments().map(segmentNode), ...(state.isOver ? [] : [el("span", "caret")])]);
    update(target, [...thoughts, text, ...(end === undefined ? [] : [end])]);
  });
};
