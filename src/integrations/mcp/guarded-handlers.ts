import { isRecord } from "../../json.ts";
import { type Ask, guardedNotification, guardedRequest } from "./guarded-requests.ts";
import type { GuardedServer } from "./guarded-server.ts";

/** What a handler receives of the server. Errors of the connection quote what it sent. */
type Kind = "request" | "notification" | "error";

/** Methods that set handlers for requests and notifications of the server, such as sampling and elicitation. */
export const SETTERS: ReadonlyMap<unknown, Kind> = new Map([
  ["setRequestHandler", "request"],
  ["setNotificationHandler", "notification"],
]);

/** Handlers that are properties. */
export const HANDLERS: ReadonlyMap<unknown, Kind> = new Map([
  ["fallbackRequestHandler", "request"],
  ["fallbackNotificationHandler", "notification"],
  ["onerror", "error"],
]);

type Handle = (message: object, ...rest: readonly unknown[]) => unknown;

/** What a handler of requests may send while it runs. */
const guardedExtra = (server: GuardedServer, extra: unknown): unknown => {
  if (!isRecord(extra)) return extra;
  const { sendRequest, sendNotification } = extra;
  return {
    ...extra,
    ...(typeof sendRequest === "function" ? { sendRequest: guardedRequest(server, sendRequest as Ask) } : {}),
    ...(typeof sendNotification === "function"
      ? { sendNotification: guardedNotification(server, sendNotification as Ask) }
      : {}),
  };
};

/**
 * Wraps a handler of requests: one that a rail forbids is refused, and so is a forbidden answer, or error, of the
 * handler.
 */
const guardedAnswerer =
  (server: GuardedServer, handle: Handle): Handle =>
  async (request, extra, ...rest) => {
    server.assertAllowed(request);
    const answer = await server.sendsErrors(async () => handle(request, guardedExtra(server, extra), ...rest));
    server.assertSendable(answer);
    return answer;
  };

/** Wraps a handler. A forbidden notification is dropped, and an error gets a fixed message. */
export const guardedHandler = (server: GuardedServer, kind: Kind, handle: unknown): unknown => {
  if (typeof handle !== "function") return handle;
  const own = handle as Handle;
  if (kind === "request") return guardedAnswerer(server, own);
  if (kind === "error") return (error: object) => own(server.readError(error) as object);
  return (message: object, ...rest: readonly unknown[]) =>
    server.forbids(message) ? undefined : own(message, ...rest);
};
