import type { GatewayEvent } from "../../server/request-record.ts";
import { describeInFull, failureReport, type FailureReport } from "../../server/failure-report.ts";
import type { GateHold, Outcome, StreamUsage } from "../../types.ts";
import type { ShadowOutcome } from "../../engine/shadow.ts";
import { inertLine } from "../terminal/inert-text.ts";

/** What failed beside the answer. */
const besideWords = (report: FailureReport | undefined): readonly string[] => [
  ...(report?.notKept === undefined ? [] : [`not-kept=${JSON.stringify(report.notKept)}`]),
  ...(report?.rails ?? []).map(
    ({ rail, cause }) => `failed-rail=${JSON.stringify(rail)} cause=${JSON.stringify(cause)}`,
  ),
];

/** What failed of a request on one line; undefined when nothing did that is the operator's to mend. */
export const failureLine = (event: GatewayEvent): string | undefined => {
  const report = failureReport(event);
  if (report === undefined) return undefined;
  const words = [
    new Date(event.startedAt).toISOString(),
    event.method,
    report.path,
    String(report.status),
    ...(report.error === undefined ? [] : [`error=${JSON.stringify(report.error)}`]),
    ...besideWords(report),
    report.requestId,
  ];
  return inertLine(words.join(" "));
};

/** Tokens that nobody saw, and those a block saved: of the prompt and, where that is known, of the answer at most. */
const lostWords = ({ withheldTokens = 0, saved }: Partial<StreamUsage> = {}): readonly string[] => [
  ...(withheldTokens === 0 ? [] : [`withheld=${withheldTokens}`]),
  ...(saved === undefined ? [] : [`saved=${saved.promptTokens}+${saved.completionTokens ?? "?"}`]),
];

/** How much a gate held back, and for how long: `hold="mask secrets on output":12/340:0/3/8ms`. */
const heldWords = (held: readonly GateHold[]): readonly string[] =>
  held.map(({ rails, held: count, characters, p50Ms, p95Ms, maxMs }) => {
    const times = [p50Ms, p95Ms, maxMs].map(Math.round).join("/");
    return `hold=${JSON.stringify(rails.join(", "))}:${count}/${characters}:${times}ms`;
  });

/** What the config that reads along would have done. */
const shadowWords = ({ outcome, partial }: Partial<ShadowOutcome> = {}): readonly string[] => {
  if (partial === undefined) return [];
  const { status = "failed", rail } = outcome ?? {};
  return [
    `shadow=${status}${partial ? "(partial)" : ""}`,
    ...(rail === undefined ? [] : [`shadow-rail=${JSON.stringify(rail)}`]),
  ];
};

/** What monitored rails were not asked about: `not-judged="self check output":12`. */
const notJudgedWords = ({ notJudged = [] }: Partial<Outcome> = {}): readonly string[] =>
  notJudged.map(({ rail, windows }) => `not-judged=${JSON.stringify(rail)}:${windows}`);

/** What became of the answer, and what it cost. */
const outcomeWords = ({ outcome, usage }: GatewayEvent): readonly string[] => [
  ...(outcome === undefined ? [] : [`outcome=${outcome.status}`]),
  ...(outcome?.rail === undefined ? [] : [`rail=${JSON.stringify(outcome.rail)}`]),
  ...(usage === undefined ? [] : [`tokens=${usage.promptTokens}+${usage.completionTokens}`]),
  ...lostWords(usage),
  ...notJudgedWords(outcome),
];

/** How the request ended, where that was not by an answer. */
const failureWords = (event: GatewayEvent): readonly string[] => [
  ...(event.cancelled ? ["cancelled"] : []),
  ...(event.error === undefined ? [] : [`error=${JSON.stringify(describeInFull(event.error))}`]),
  ...besideWords(failureReport(event)),
];

/** One request on one line, without the conversation. */
export const requestLine = (event: GatewayEvent): string => {
  const { configIds, unread = [], heldText = [] } = event;
  const words = [
    new Date(event.startedAt).toISOString(),
    event.method,
    event.path,
    String(event.status),
    `${Math.round(event.durationMs)}ms`,
    ...(configIds.length === 0 ? [] : [`config=${configIds.join("+")}`]),
    ...(event.stream ? ["stream"] : []),
    ...outcomeWords(event),
    ...shadowWords(event.shadow),
    ...heldWords(heldText),
    ...(unread.length === 0 ? [] : [`unread=${unread.join("+")}`]),
    ...failureWords(event),
    event.requestId,
  ];
  return inertLine(words.join(" "));
};
