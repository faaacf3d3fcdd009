import type { GatewayEvent } from "../server/request-record.ts";
import { describeInFull, failureReport, type FailureReport } from "../server/failure-report.ts";
import { inertLine } from "./chat/inert-text.ts";

const railWords = (report: FailureReport | undefined): readonly string[] =>
  (report?.rails ?? []).map(({ rail, cause }) => `failed-rail=${JSON.stringify(rail)} cause=${JSON.stringify(cause)}`);

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
    ...railWords(report),
    report.requestId,
  ];
  return inertLine(words.join(" "));
};

/** One request on one line, without the conversation. */
export const requestLine = (event: GatewayEvent): string => {
  const {
    method,
    path,
    status,
    configIds,
    stream,
    startedAt,
    durationMs,
    outcome,
    usage,
    unread = [],
    cancelled,
    error,
  } = event;
  const words = [
    new Date(startedAt).toISOString(),
    method,
    path,
    String(status),
    `${Math.round(durationMs)}ms`,
    ...(configIds.length === 0 ? [] : [`config=${configIds.join("+")}`]),
    ...(stream ? ["stream"] : []),
    ...(outcome === undefined ? [] : [`outcome=${outcome.status}`]),
    ...(outcome?.rail === undefined ? [] : [`rail=${JSON.stringify(outcome.rail)}`]),
    ...(usage === undefined ? [] : [`tokens=${usage.promptTokens}+${usage.completionTokens}`]),
    ...(unread.length === 0 ? [] : [`unread=${unread.join("+")}`]),
    ...(cancelled ? ["cancelled"] : []),
    ...(error === undefined ? [] : [`error=${JSON.stringify(describeInFull(error))}`]),
    ...railWords(failureReport(event)),
    event.requestId,
  ];
  return inertLine(words.join(" "));
};
