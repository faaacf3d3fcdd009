import type { Hono } from "hono/tiny";
import { createApp as createCoreApp } from "./core-app.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import type { Route } from "./route.ts";
import { checkRoutes } from "./routes/check-routes.ts";
import { messagesRoutes } from "./routes/messages-routes.ts";
import { responsesRoutes } from "./routes/responses-routes.ts";
import { unsupportedRoutes } from "./routes/unsupported-routes.ts";

/**
 * A gateway that guards answers in the formats of OpenAI and Anthropic, as a Hono app: `export default createApp({
 * configs })` on Workers, Deno and Bun, `serve(createApp({ configs }))` with `@hono/node-server` on Node, or mounted in
 * another Hono app.
 *
 * @param pages - further routes: `playPage(await readPlayFiles())` is the playground, which also shows what rails
 * withhold. Default: none.
 * @throws ConfigError for invalid options. Errors of a config are thrown at the first request that selects it.
 *
 * @example
 * const app = createApp({ configs });
 * export default { fetch: (request: Request) => app.fetch(request) };
 */
export const createApp = (options: GatewayOptions, pages: readonly Route[] = []): Hono =>
  createCoreApp(options, [...responsesRoutes, ...messagesRoutes, ...checkRoutes, ...pages, ...unsupportedRoutes]);
