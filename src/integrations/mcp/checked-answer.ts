import { recordOf } from "../../json.ts";
import type { GuardedServer } from "./guarded-server.ts";
import { listOfMethod } from "./server-methods.ts";

/** The method that fetches the result of a task. */
const TASK_RESULT = "tasks/result";

/** The result of a call that runs as a task. */
export const checkedTask = (server: GuardedServer, result: unknown): Promise<object> =>
  server.checkedResult({ name: TASK_RESULT }, recordOf(result));

/** The answer to a method that calls no tool, as the rails left it. */
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
