import type { ListedRail } from "../server/play/play-events.ts";
import type { AnswerState, Hold } from "./answer-state.ts";
import { el, svg } from "./dom.ts";
import { counted, milliseconds } from "./words.ts";

const WIDTH = 1_000;
const HEIGHT = 26;
const MIDDLE = HEIGHT / 2;
const MAX_TICKS = 600;

interface Scale {
  (at: number): number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A picture between words that say it all: a screen reader skips it. */
const lane = (name: string, note: string, ...shapes: readonly SVGElement[]): HTMLElement => {
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...shapes,
  );
  return el(
    "div",
    "lane",
    el("span", "lane-name", name),
    picture as unknown as HTMLElement,
    el("span", "lane-note", note),
  );
};

/** One path for all ticks: an answer may have thousands. */
const ticks = (times: readonly number[], scale: Scale, className: string): SVGElement => {
  const step = Math.max(1, Math.ceil(times.length / MAX_TICKS));
  const shown = times.filter((_, index) => index % step === 0);
  return svg("path", { class: className, d: shown.map((at) => `M${round(scale(at))} 6V${HEIGHT - 6}`).join("") });
};

/** The most that was held at each point of the picture: an answer may have more deltas than it has points. */
const peaks = (holds: readonly Hold[], scale: Scale): ReadonlyMap<number, number> => {
  const most = new Map<number, number>();
  for (const { at, held } of holds) {
    const x = Math.round(scale(at));
    most.set(x, Math.max(most.get(x) ?? 0, held));
  }
  return most;
};

const area = ({ holds, mostHeld, held }: AnswerState, scale: Scale): SVGElement => {
  const most = Math.max(1, mostHeld, held);
  const height = (one: number): number => HEIGHT - 2 - (one / most) * (HEIGHT - 4);
  const steps = [...peaks(holds, scale)].map(([x, one]) => `H${x}V${round(height(one))}`).join("");
  return svg("path", { class: "area", d: `M0 ${HEIGHT}V${round(height(0))}${steps}V${HEIGHT}Z` });
};

const RESULTS: Readonly<Record<string, string>> = { block: "bad", failed: "bad", transform: "warn" };

const heldNote = (most: number, longest: number): string => `≤ ${counted(most, "char")}, ${milliseconds(longest)}`;

/** What a rail found and held back, in few words. */
const railNote = ({ flow, reads }: ListedRail, { end }: AnswerState, found: number): string => {
  const held = end?.held.find(({ rails }) => rails.includes(flow));
  const most = held === undefined || held.most === 0 ? [] : [heldNote(held.most, held.longest)];
  return [found > 0 ? `${found} found` : reads, ...most].join(" · ");
};

const railLane = (rail: ListedRail, state: AnswerState, scale: Scale): HTMLElement => {
  const times = state.end?.rails.find((one) => one.rail === rail.flow && one.type.includes(rail.type));
  const runs = times?.runs ?? [];
  const bars = runs.map(({ from, to, result }) =>
    svg("rect", {
      class: `bar ${RESULTS[result] ?? "good"}`,
      x: round(scale(from)),
      y: 6,
      rx: 3,
      width: Math.max(4, round(scale(to) - scale(from))),
      height: HEIGHT - 12,
    }),
  );
  const found = state.verdicts.filter(({ verdict }) => verdict.rail === rail.flow && verdict.railType === rail.type);
  const marks = found.map(({ at, verdict }) =>
    svg("path", {
      class: `finding ${verdict.status === "blocked" ? "bad" : "warn"}`,
      d: `M${round(scale(at))} ${MIDDLE - 7}l6 7l-6 7l-6 -7Z`,
    }),
  );
  return lane(
    rail.flow,
    railNote(rail, state, found.length),
    ...(marks.length > 0 ? marks : bars),
    ...(rail.reads === "incremental" ? [] : bars),
  );
};

const heldLane = (state: AnswerState, scale: Scale): HTMLElement => {
  const most = Math.max(state.mostHeld, state.isOver ? 0 : state.held);
  return lane("held back", most === 0 ? "nothing" : heldNote(most, state.longestHold), area(state, scale));
};

/** Shows when the model wrote, when text left, how much was held back, and when each rail ran and found something. */
export const showTimeline = (target: HTMLElement, state: AnswerState): void => {
  const longest = Math.max(1, state.duration);
  const scale: Scale = (at) => (Math.min(longest, Math.max(0, at)) / longest) * (WIDTH - 8) + 4;
  target.replaceChildren(
    lane("model", counted(state.generatedAt.length, "delta"), ticks(state.generatedAt, scale, "tick written")),
    lane("reader", counted(state.deliveredAt.length, "delta"), ticks(state.deliveredAt, scale, "tick left")),
    heldLane(state, scale),
    ...state.rails.map((rail) => railLane(rail, state, scale)),
    el(
      "div",
      "axis",
      el("span", "", "0"),
      el("span", "", milliseconds(longest / 2)),
      el("span", "", milliseconds(longest)),
    ),
  );
};
