import { EdgeRailsError, ProviderError } from "../errors.ts";
import type { GatewayEvent } from "../server/request-record.ts";
import { inertLine } from "./inert-text.ts";

const errorText = (error: unknown): string => {
  if (error instanceof ProviderError)
    return `${error.code}: ${error.message}${error.detail === undefined ? "" : ` (${error.detail})`}`;
  if (error instanceof EdgeRailsError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};

/** One request on one line, without the conversation. */
export const requestLine = (event: GatewayEvent): string => {
  const { method, path, status, configIds, stream, startedAt, durationMs, outcome, usage, cancelled, error } = event;
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
    ...(cancelled ? ["cancelled"] : []),
    ...(error === undefined ? [] : [`error=${JSON.stringify(errorText(error))}`]),
    event.requestId,
  ];
  return inertLine(words.join(" "));
};
