import type { LLMRails } from "../../engine/llm-rails.ts";
import { isRecord, type JsonRecord, recordOf } from "../../json.ts";
import { checkedAnswer } from "./checked-answer.ts";
import { GuardedServer, type McpTool, type ToolCallParams } from "./guarded-server.ts";
import { guardTasks } from "./guarded-tasks.ts";
import { withReadProgress } from "./read-progress.ts";
import { methodOf } from "./server-methods.ts";

/** What is asked of a client: that of `@modelcontextprotocol/sdk`, or another with the same call. */
export interface McpClient {
  callTool(params: { readonly name: string; readonly arguments?: Record<string, unknown> }): Promise<object>;
}

/** What is known of the server under guard. */
export interface GuardClientOptions {
  /** The server's tools, as `listTools` gives them: `tool call validation` knows no other but those of the config. */
  readonly tools?: readonly McpTool[];
}

type Ask = (...all: readonly unknown[]) => Promise<object>;

/** Asks with what the rails left, and reads what is answered. */
const guarded = (
  server: GuardedServer,
  method: unknown,
  ask: Ask,
): ((params: unknown, ...rest: readonly unknown[]) => unknown) => {
  return async (given, ...rest) => {
    const options = rest.map((one) => withReadProgress(server, one));
    if (method === "tools/call") return server.call(given as ToolCallParams, (asked) => ask(asked, ...options));
    return checkedAnswer(server, method, given, await server.readsErrors(ask(given, ...options)));
  };
};

/** Whatever is asked for by its method. */
const guardedRequest =
  (server: GuardedServer, ask: Ask) =>
  (request: unknown, ...rest: readonly unknown[]): unknown => {
    const { method, params } = recordOf(request);
    const asks: Ask = (asked, ...all) =>
      ask(asked === undefined ? request : { ...(request as JsonRecord), params: asked }, ...all);
    return guarded(server, method, asks)(params, ...rest);
  };

/** What a server says of itself, without being asked anew. */
const OF_ITSELF: ReadonlySet<unknown> = new Set(["getInstructions", "getServerVersion", "getServerCapabilities"]);

/** How a client is told to answer what its server asks, such as a model's opinion or a user's, or to take what it tells. */
const HANDLERS: ReadonlyMap<unknown, "request" | "notification"> = new Map([
  ["setRequestHandler", "request"],
  ["fallbackRequestHandler", "request"],
  ["setNotificationHandler", "notification"],
  ["fallbackNotificationHandler", "notification"],
]);

type Handle = (said: object, ...rest: readonly unknown[]) => unknown;

/** Handles only what rails have read: a request that one forbids is refused, news that one forbids is none. */
const withReadSaid = (server: GuardedServer, kind: "request" | "notification", handle: unknown): unknown => {
  if (typeof handle !== "function") return handle;
  return (said: object, ...rest: readonly unknown[]) => {
    if (kind === "request") server.assertAllowed(said);
    else if (server.forbids(said)) return undefined;
    return (handle as Handle)(said, ...rest);
  };
};

/**
 * A client of the Model Context Protocol behind rails: those of `tool_output` read what a tool is called with before it is
 * called, those of `tool_input` whatever the server says before anybody else does: results, resources, prompts, the
 * descriptions of all of these, errors and progress; what it says of itself, its completions, what it asks of a model or a
 * user, and its notifications those of them that read along. Everything else of the client is as it was.
 *
 * A call or a result that a rail blocks is a result with `isError`, the refusal as its text, and the rail in its `_meta`; a
 * blocked resource or message of a prompt is the refusal, a blocked entry of a list is left out. Of what was masked, the rest
 * is there. What names something, such as an address, is not rewritten: what a rail would mask in it, it blocks. A rail that
 * fails blocks.
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
  const server = new GuardedServer(rails, options.tools ?? []);
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "experimental" && isRecord(value)) return guardTasks(server, value);
      if (typeof value !== "function") return value;
      if (OF_ITSELF.has(name)) return () => server.withoutForbidden(value.call(target) as unknown);
      const handles = HANDLERS.get(name);
      if (handles !== undefined) {
        return (schema: unknown, handle: unknown): unknown =>
          value.call(target, schema, withReadSaid(server, handles, handle)) as unknown;
      }
      const own = value.bind(target) as Ask;
      if (name === "request") return guardedRequest(server, own);
      const method = name === "callTool" ? "tools/call" : methodOf(name);
      return method === undefined ? own : guarded(server, method, own);
    },
    set(target, name, value) {
      const handles = HANDLERS.get(name);
      return Reflect.set(target, name, handles === undefined ? value : withReadSaid(server, handles, value), target);
    },
  });
};
