import { assertDropIn } from "../../engine/assert-drop-in.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { isRecord } from "../../json.ts";
import { guardedHandler, HANDLERS, SETTERS } from "./guarded-handlers.ts";
import { type Ask, guarded, guardedNotification, guardedRequest } from "./guarded-requests.ts";
import { GuardedServer, type McpTool } from "./guarded-server.ts";
import { guardTasks } from "./guarded-tasks.ts";
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

/** Other functions, such as `connect`, only pass on what the server wrote if they fail. */
const withErrorsRead =
  (server: GuardedServer, ask: (...all: readonly unknown[]) => unknown) =>
  (...all: readonly unknown[]): unknown => {
    const answer = ask(...all);
    return answer instanceof Promise ? server.readsErrors(answer) : answer;
  };

/** Getters for what the server states about itself. */
const OF_ITSELF: ReadonlySet<unknown> = new Set(["getInstructions", "getServerVersion", "getServerCapabilities"]);

/**
 * Guards a client of the Model Context Protocol. Rails of `tool_output` check tool calls before they are sent; other
 * requests, notifications, and answers to requests of the server, are checked by incremental ones. Rails of
 * `tool_input` check what the server sends: results, resources, prompts, their descriptions, errors and progress. What
 * it says about itself, completions, requests to a model or a user, and notifications are checked by incremental rails
 * only. Everything else of the client is unchanged, such as the callbacks of its option `listChanged`, which it calls
 * with lists of its own.
 *
 * A blocked call or result becomes a result with `isError`, the refusal as its text, and the rail in `_meta`. A blocked
 * resource or prompt message becomes the refusal, a blocked entry of a list is removed. What else is blocked on its way
 * to the server is not sent: the function throws the refusal, and the server gets it as an error. Names and addresses
 * are not rewritten: a mask in one blocks it. A rail that fails blocks.
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
      if (name === "notification") return guardedNotification(server, own);
      const method = methodOf(name);
      return method === undefined ? withErrorsRead(server, own) : guarded(server, method, own);
    },
    set(target, name, value) {
      const handles = HANDLERS.get(name);
      return Reflect.set(target, name, handles === undefined ? value : guardedHandler(server, handles, value), target);
    },
  });
};
