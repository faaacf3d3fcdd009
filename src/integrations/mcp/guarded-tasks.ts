import { isRecord, type JsonRecord, recordOf } from "../../json.ts";
import type { GuardedServer, ToolCallParams } from "./guarded-server.ts";

/** The method by which the result of a call is asked for later. */
export const TASK_RESULT = "tasks/result";

type Messages = AsyncIterable<JsonRecord>;

/** The messages of a call that runs as a task: its result and its errors are read, news of it where no rail objects. */
async function* readMessages(
  server: GuardedServer,
  asked: ToolCallParams,
  messages: Messages,
): AsyncGenerator<JsonRecord> {
  for await (const message of messages) {
    const { type, result, error } = message;
    if (type === "result") yield { ...message, result: await server.checkedResult(asked, recordOf(result)) };
    else if (type === "error") yield { ...message, error: server.readError(error) };
    else if (!server.forbids(message)) yield message;
  }
}

const callToolStream = (server: GuardedServer, ask: (...all: readonly unknown[]) => Messages) =>
  async function* (params: ToolCallParams, ...rest: readonly unknown[]): AsyncGenerator<JsonRecord> {
    const checked = await server.checkedCall(params);
    if ("refused" in checked) yield { type: "result", result: checked.refused };
    else yield* readMessages(server, checked.asked, ask(checked.asked, ...rest));
  };

/** The same as a request. What else is asked for in this way has no result that a tool gave. */
const requestStream =
  (server: GuardedServer, ask: (...all: readonly unknown[]) => Messages) =>
  (request: JsonRecord, ...rest: readonly unknown[]): Messages => {
    if (request["method"] !== "tools/call") return ask(request, ...rest);
    const call = callToolStream(server, (params, ...all) => ask({ ...request, params }, ...all));
    return call(request["params"] as ToolCallParams, ...rest);
  };

/** What is asked of a task by its id is the result of some call. */
const getTaskResult =
  (server: GuardedServer, ask: (...all: readonly unknown[]) => Promise<unknown>) =>
  async (...all: readonly unknown[]): Promise<object> =>
    server.checkedResult({ name: TASK_RESULT }, recordOf(await server.readsErrors(ask(...all))));

/** What else is asked of tasks, such as how far they are. */
const readAnswer =
  (server: GuardedServer, ask: (...all: readonly unknown[]) => unknown) =>
  (...all: readonly unknown[]): unknown => {
    const answer = ask(...all);
    return answer instanceof Promise
      ? server.readsErrors(answer).then((told: unknown) => server.withoutForbidden(told) ?? {})
      : answer;
  };

/** The tasks of a client of `@modelcontextprotocol/sdk`, which are its experiment, behind the rails. */
export const guardTasks = (server: GuardedServer, experimental: JsonRecord): object => {
  const { tasks } = experimental;
  if (!isRecord(tasks)) return experimental;
  const read = new Proxy(tasks, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const own = value.bind(target) as never;
      if (name === "callToolStream") return callToolStream(server, own);
      if (name === "requestStream") return requestStream(server, own);
      return name === "getTaskResult" ? getTaskResult(server, own) : readAnswer(server, own);
    },
  });
  return new Proxy(experimental, {
    get: (target, name) => (name === "tasks" ? read : Reflect.get(target, name, target)),
  });
};
