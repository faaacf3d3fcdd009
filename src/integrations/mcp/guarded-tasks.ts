import { isRecord, type JsonRecord, recordOf } from "../../json.ts";
import { checkedAnswer, checkedTask } from "./checked-answer.ts";
import type { GuardedServer, ToolCallParams } from "./guarded-server.ts";
import { withReadProgress } from "./read-progress.ts";

type Messages = AsyncIterable<JsonRecord>;
type Ask<Answer> = (...all: readonly unknown[]) => Answer;

/** The messages of a task: result and errors are checked, status messages dropped if a rail forbids them. */
async function* readMessages(
  server: GuardedServer,
  messages: Messages,
  checked: (result: unknown) => Promise<object>,
): AsyncGenerator<JsonRecord> {
  for await (const message of messages) {
    const { type, result, error } = message;
    if (type === "result") yield { ...message, result: await checked(result) };
    else if (type === "error") yield { ...message, error: server.readError(error) };
    else if (!server.forbids(message)) yield message;
  }
}

const callToolStream = (server: GuardedServer, ask: Ask<Messages>) =>
  async function* (params: ToolCallParams, ...rest: readonly unknown[]): AsyncGenerator<JsonRecord> {
    const call = await server.checkedCall(params);
    if ("refused" in call) {
      yield { type: "result", result: call.refused };
      return;
    }
    const checked = (result: unknown): Promise<object> => server.checkedResult(call.asked, recordOf(result));
    yield* readMessages(server, ask(call.asked, ...rest), checked);
  };

/** Guards `requestStream`, which calls any method by name. */
const requestStream =
  (server: GuardedServer, ask: Ask<Messages>) =>
  (request: JsonRecord, ...rest: readonly unknown[]): Messages => {
    const { method, params } = request;
    if (method !== "tools/call") {
      server.assertSendable(params);
      return readMessages(server, ask(request, ...rest), (answer) => checkedAnswer(server, method, params, answer));
    }
    const call = callToolStream(server, (asked, ...all) => ask({ ...request, params: asked }, ...all));
    return call(params as ToolCallParams, ...rest);
  };

/** The result of a task is the result of its call. */
const getTaskResult =
  (server: GuardedServer, ask: Ask<Promise<unknown>>) =>
  async (...all: readonly unknown[]): Promise<object> =>
    checkedTask(server, await server.readsErrors(ask(...all)));

/** Other methods about tasks, such as their status. */
const readAnswer =
  (server: GuardedServer, ask: Ask<unknown>) =>
  (...all: readonly unknown[]): unknown => {
    const answer = ask(...all);
    return answer instanceof Promise
      ? server.readsErrors(answer).then((result: unknown) => server.withoutForbidden(result) ?? {})
      : answer;
  };

/** Guards the experimental tasks API of a client of `@modelcontextprotocol/sdk`. */
export const guardTasks = (server: GuardedServer, experimental: JsonRecord): object => {
  const { tasks } = experimental;
  if (!isRecord(tasks)) return experimental;
  const read = new Proxy(tasks, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const own: Ask<never> = (...all) =>
        value.apply(
          target,
          all.map((one) => withReadProgress(server, one)),
        ) as never;
      if (name === "callToolStream") return callToolStream(server, own);
      if (name === "requestStream") return requestStream(server, own);
      return name === "getTaskResult" ? getTaskResult(server, own) : readAnswer(server, own);
    },
  });
  return new Proxy(experimental, {
    get: (target, name) => (name === "tasks" ? read : Reflect.get(target, name, target)),
  });
};
