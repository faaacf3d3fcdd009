import { recordOf } from "../../json.ts";
import type { GuardedServer } from "./guarded-server.ts";
import { listOfMethod } from "./server-methods.ts";

/** The method by which the result of a call is asked for later. */
const TASK_RESULT = "tasks/result";

/** The result of a call that runs as a task. */
export const checkedTask = (server: GuardedServer, result: unknown): Promise<object> =>
  server.checkedResult({ name: TASK_RESULT }, recordOf(result));

/** What the rails left of the answer to a method that calls no tool. */
export const checkedAnswer = async (
  server: GuardedServer,
  method: unknown,
  params: unknown,
  answer: unknown,
): Promise<object> => {
  if (method === TASK_RESULT) return checkedTask(server, answer);
  const list = listOfMethod(method);
  return list === undefined
    ? (server.withoutForbidden(answer) ?? {})
    : server.checkedList(method as string, list, recordOf(params), recordOf(answer));
};
