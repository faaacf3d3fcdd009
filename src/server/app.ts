import type { Hono } from "hono/tiny";
import { createApp as createCoreApp } from "./core-app.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import type { Route } from "./route.ts";
import { checkRoutes } from "./routes/check-routes.ts";
import { elsewhereRoutes } from "./routes/elsewhere-routes.ts";
import { messagesRoutes } from "./routes/messages-routes.ts";
import { responsesRoutes } from "./routes/responses-routes.ts";

/**
 * A gateway whose answers are guarded, in the formats of OpenAI and Anthropic, as a Hono app: `export default
 * createApp({ configs })` on Workers, Deno and Bun, `serve(createApp({ configs }))` with `@hono/node-server` on Node, or
 * mounted in an app of your own.
 *
 * @param pages - what it serves besides: `playPage(await readPlayFiles())` is a page to try configs with, which also shows what
 * rails withhold. Default: nothing.
 * @throws ConfigError for options that cannot be meant. What is wrong with a config itself shows at the first request
 * that names it.
 *
 * @example
 * const app = createApp({ configs });
 * export default { fetch: (request: Request) => app.fetch(request) };
 */
export const createApp = (options: GatewayOptions, pages: readonly Route[] = []): Hono =>
  createCoreApp(options, [...responsesRoutes, ...messagesRoutes, ...checkRoutes, ...pages, ...elsewhereRoutes]);
