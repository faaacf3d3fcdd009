import { assertDropIn } from "../../engine/assert-drop-in.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { isRecord, type JsonRecord, recordOf } from "../../json.ts";
import { checkedAnswer } from "./checked-answer.ts";
import { GuardedServer, type McpTool, type ToolCallParams } from "./guarded-server.ts";
import { guardTasks } from "./guarded-tasks.ts";
import { withReadProgress } from "./read-progress.ts";
import { methodOf } from "./server-methods.ts";

/** The client interface that is needed: that of `@modelcontextprotocol/sdk`, or any with the same `callTool`. */
export interface McpClient {
  callTool(params: { readonly name: string; readonly arguments?: Record<string, unknown> }): Promise<object>;
}

/** Options of `guardClient`. */
export interface GuardClientOptions {
  /** The server's tools, as `listTools` returns them, for `tool call validation`. Default: the tools of the config. */
  readonly tools?: readonly McpTool[];
}

const OPTIONS: Readonly<Record<keyof GuardClientOptions, true>> = { tools: true };

type Ask = (...all: readonly unknown[]) => Promise<object>;

/** Calls a method with arguments as the rails left them, and checks the answer. */
const guarded = (
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
const guardedRequest =
  (server: GuardedServer, ask: Ask) =>
  (request: unknown, ...rest: readonly unknown[]): unknown => {
    const { method, params } = recordOf(request);
    const asks: Ask = (asked, ...all) =>
      ask(asked === undefined ? request : { ...(request as JsonRecord), params: asked }, ...all);
    return guarded(server, method, asks)(params, ...rest);
  };

/** Other functions, such as `connect`, only pass on what the server wrote if they fail. */
const withErrorsRead =
  (server: GuardedServer, ask: (...all: readonly unknown[]) => unknown) =>
  (...all: readonly unknown[]): unknown => {
    const answer = ask(...all);
    return answer instanceof Promise ? server.readsErrors(answer) : answer;
  };

/** Getters for what the server states about itself. */
const OF_ITSELF: ReadonlySet<unknown> = new Set(["getInstructions", "getServerVersion", "getServerCapabilities"]);

/** What a handler receives of the server. Errors of the connection quote what it sent. */
type Kind = "request" | "notification" | "error";

/** Methods that set handlers for requests and notifications of the server, such as sampling and elicitation. */
const SETTERS: ReadonlyMap<unknown, Kind> = new Map([
  ["setRequestHandler", "request"],
  ["setNotificationHandler", "notification"],
]);

/** Handlers that are properties. */
const HANDLERS: ReadonlyMap<unknown, Kind> = new Map([
  ["fallbackRequestHandler", "request"],
  ["fallbackNotificationHandler", "notification"],
  ["onerror", "error"],
]);

type Handle = (message: object, ...rest: readonly unknown[]) => unknown;

/** Wraps a handler of requests: one that a rail forbids is refused, and so is a forbidden answer of the handler. */
const guardedAnswerer =
  (server: GuardedServer, handle: Handle): Handle =>
  async (request, ...rest) => {
    server.assertAllowed(request);
    const answer = await handle(request, ...rest);
    server.assertSendable(answer);
    return answer;
  };

/** Wraps a handler. A forbidden notification is dropped, and an error gets a fixed message. */
const guardedHandler = (server: GuardedServer, kind: Kind, handle: unknown): unknown => {
  if (typeof handle !== "function") return handle;
  const own = handle as Handle;
  if (kind === "request") return guardedAnswerer(server, own);
  if (kind === "error") return (error: object) => own(server.readError(error) as object);
  return (message: object, ...rest: readonly unknown[]) =>
    server.forbids(message) ? undefined : own(message, ...rest);
};

/**
 * Guards a client of the Model Context Protocol. Rails of `tool_output` check tool calls before they are sent; other
 * requests, and answers to requests of the server, are checked by incremental ones. Rails of `tool_input` check what the
 * server sends: results, resources, prompts, their descriptions, errors and progress. What it says about itself,
 * completions, requests to a model or a user, and notifications are checked by incremental rails only. Everything else of
 * the client is unchanged.
 *
 * A blocked call or result becomes a result with `isError`, the refusal as its text, and the rail in `_meta`. A blocked
 * resource or prompt message becomes the refusal, a blocked entry of a list is removed. What else is blocked on its way to
 * the server is not sent: the function throws the refusal, and the server gets it as an error. Names and addresses are not
 * rewritten: a mask in one blocks it. A rail that fails blocks.
 *
 * @example
 * const guarded = guardClient(rails, client, await client.listTools());
 * const { content } = await guarded.callTool({ name: "search", arguments: { query } });
 */
export const guardClient = <Client extends McpClient>(
  rails: LLMRails,
  client: Client,
  options: GuardClientOptions = {},
): Client => {
  assertDropIn("guardClient", rails, options, OPTIONS);
  const server = new GuardedServer(rails, options.tools ?? []);
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "experimental" && isRecord(value)) return guardTasks(server, value);
      if (typeof value !== "function") return value;
      if (OF_ITSELF.has(name)) return () => server.withoutForbidden(value.call(target) as unknown);
      const handles = SETTERS.get(name);
      if (handles !== undefined) {
        return (schema: unknown, handle: unknown): unknown =>
          value.call(target, schema, guardedHandler(server, handles, handle)) as unknown;
      }
      const own = value.bind(target) as Ask;
      if (name === "request") return guardedRequest(server, own);
      const method = methodOf(name);
      return method === undefined ? withErrorsRead(server, own) : guarded(server, method, own);
    },
    set(target, name, value) {
      const handles = HANDLERS.get(name);
      return Reflect.set(target, name, handles === undefined ? value : guardedHandler(server, handles, value), target);
    },
  });
};
