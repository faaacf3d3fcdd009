import type { ShadowOutcome } from "../../engine/shadow.ts";
import { describeInFull, failureReport, type FailureReport } from "../../server/failure-report.ts";
import type { GatewayEvent } from "../../server/request-record.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { GateHold, Outcome } from "../../types/verdict.ts";
import { inertLine } from "../terminal/inert-text.ts";

/** Failures that did not change the answer. */
const sideFailureWords = (report: FailureReport | undefined): readonly string[] => [
  ...(report?.notKept === undefined ? [] : [`not-kept=${JSON.stringify(report.notKept)}`]),
  ...(report?.rails ?? []).map(
    ({ rail, cause }) => `failed-rail=${JSON.stringify(rail)} cause=${JSON.stringify(cause)}`,
  ),
];

/** The failures of a request as one line; undefined if there are none that the operator can fix. */
export const failureLine = (event: GatewayEvent): string | undefined => {
  const report = failureReport(event);
  if (report === undefined) return undefined;
  const words = [
    new Date(event.startedAt).toISOString(),
    event.method,
    report.path,
    String(report.status),
    ...(report.error === undefined ? [] : [`error=${JSON.stringify(report.error)}`]),
    ...sideFailureWords(report),
    report.requestId,
  ];
  return inertLine(words.join(" "));
};

/** Tokens that were generated but withheld, and an upper bound of those that a block saved. */
const withheldWords = ({ withheldTokens = 0, saved }: Partial<StreamUsage> = {}): readonly string[] => [
  ...(withheldTokens === 0 ? [] : [`withheld=${withheldTokens}`]),
  ...(saved === undefined ? [] : [`saved=${saved.promptTokens}+${saved.completionTokens ?? "?"}`]),
];

/** How much a gate held back, and for how long: `hold="mask secrets on output":12/340:0/3/8ms`. */
const heldWords = (held: readonly GateHold[]): readonly string[] =>
  held.map(({ rails, held: count, characters, p50Ms, p95Ms, maxMs }) => {
    const times = [p50Ms, p95Ms, maxMs].map(Math.round).join("/");
    return `hold=${JSON.stringify(rails.join(", "))}:${count}/${characters}:${times}ms`;
  });

/** The outcome of the shadow config. */
const shadowWords = ({ outcome, partial }: Partial<ShadowOutcome> = {}): readonly string[] => {
  if (partial === undefined) return [];
  const { status = "failed", rail } = outcome ?? {};
  return [
    `shadow=${status}${partial ? "(partial)" : ""}`,
    ...(rail === undefined ? [] : [`shadow-rail=${JSON.stringify(rail)}`]),
  ];
};

/** Checks of monitored rails that were skipped: `not-judged="self check output":12`. */
const notJudgedWords = ({ notJudged = [] }: Partial<Outcome> = {}): readonly string[] =>
  notJudged.map(({ rail, windows }) => `not-judged=${JSON.stringify(rail)}:${windows}`);

/** The outcome of the answer, and its usage. */
const outcomeWords = ({ outcome, usage }: GatewayEvent): readonly string[] => [
  ...(outcome === undefined ? [] : [`outcome=${outcome.status}`]),
  ...(outcome?.rail === undefined ? [] : [`rail=${JSON.stringify(outcome.rail)}`]),
  ...(usage === undefined ? [] : [`tokens=${usage.promptTokens}+${usage.completionTokens}`]),
  ...withheldWords(usage),
  ...notJudgedWords(outcome),
];

/** How the request ended, if it was not by an answer. */
const failureWords = (event: GatewayEvent): readonly string[] => [
  ...(event.cancelled ? ["cancelled"] : []),
  ...(event.error === undefined ? [] : [`error=${JSON.stringify(describeInFull(event.error))}`]),
  ...sideFailureWords(failureReport(event)),
];

/** One request on one line, without the conversation. */
export const requestLine = (event: GatewayEvent): string => {
  const { configIds, unread = [], leftOut = [], heldText = [] } = event;
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
    ...(leftOut.length === 0 ? [] : [`left_out=${leftOut.join("+")}`]),
    ...failureWords(event),
    event.requestId,
  ];
  return inertLine(words.join(" "));
};
