import { type JsonRecord, recordOf } from "../../json.ts";
import { checkedAnswer } from "./checked-answer.ts";
import type { GuardedServer, ToolCallParams } from "./guarded-server.ts";
import { withReadProgress } from "./read-progress.ts";

/** Asks a server. */
export type Ask = (...all: readonly unknown[]) => Promise<object>;

/** Calls a method with arguments as the rails left them, and checks the answer. */
export const guarded = (
  server: GuardedServer,
  method: unknown,
  ask: Ask,
): ((params: unknown, ...rest: readonly unknown[]) => unknown) => {
  return async (given, ...rest) => {
    const options = rest.map((one) => withReadProgress(server, one));
    if (method === "tools/call") return server.call(given as ToolCallParams, (asked) => ask(asked, ...options));
    server.assertSendable(given);
    return checkedAnswer(server, method, given, await server.readsErrors(ask(given, ...options)));
  };
};

/** Guards `request`, which calls any method by name. */
export const guardedRequest =
  (server: GuardedServer, ask: Ask) =>
  (request: unknown, ...rest: readonly unknown[]): unknown => {
    const { method, params } = recordOf(request);
    const asks: Ask = (asked, ...all) =>
      ask(asked === undefined ? request : { ...(request as JsonRecord), params: asked }, ...all);
    return guarded(server, method, asks)(params, ...rest);
  };

/** Guards a function that sends a notification: one that a rail forbids is not sent. */
export const guardedNotification =
  (server: GuardedServer, send: Ask): Ask =>
  async (notification, ...rest) => {
    server.assertSendable(notification);
    return server.readsErrors(send(notification, ...rest));
  };
