import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { chatWire } from "../wire/openai/chat-wire.ts";
import { cors } from "./cors.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { Gateway, type Handler } from "./gateway.ts";
import {
  health,
  index,
  listChallenges,
  listConfigs,
  listModels,
  notFound,
  onlyMethod,
  showConfigSchema,
  showModel,
} from "./listings.ts";
import type { Route } from "./route.ts";
import { wireRoutes } from "./routes/wire-routes.ts";

const CHAT: readonly Route[] = wireRoutes("/v1/chat/completions", chatWire);

const LISTINGS: readonly Route[] = [
  { method: "GET", path: "/v1/challenges", handler: listChallenges },
  { method: "GET", path: "/v1/rails/configs", handler: listConfigs },
  { method: "GET", path: "/v1/models", handler: listModels },
  { method: "GET", path: "/v1/models/:id{.+}", handler: showModel },
  { method: "GET", path: "/v1/health", handler: health, open: true },
  { method: "GET", path: "/healthz", handler: health, open: true },
  { method: "GET", path: "/health", handler: health, open: true },
];

const schemaRoutes = ({ configSchema: schema }: GatewayOptions): readonly Route[] =>
  schema === undefined
    ? []
    : [{ method: "GET", path: "/v1/rails/config-schema", handler: showConfigSchema(schema), open: true }];

/** The route as documented: `GET /v1/models/{id}`. */
const named = ({ method, path }: Route): string => `${method} ${path.replace(/:(\w+)\{.*\}/, "{$1}")}`;

/** All routes, including the one that lists them. */
const routesOf = (options: GatewayOptions, more: readonly Route[]): readonly Route[] => {
  const listings = [...LISTINGS, ...schemaRoutes(options)];
  const listed = [...CHAT, ...more, ...listings].filter(({ method, listed = method !== "ALL" }) => listed).map(named);
  return [...CHAT, ...listings, { method: "GET", path: "/", handler: index(listed) }, ...more];
};

/**
 * The gateway of `edgerails/server`, with chat completions and the given `routes` only, so that a Worker bundles no
 * other formats.
 *
 * @param routes - further routes: `responsesRoutes`, `messagesRoutes`, `checkRoutes`, `playPage(…)`. Default: none.
 * @throws ConfigError for invalid options. Errors of a config are thrown at the first request that selects it.
 *
 * @example
 * const app = createApp({ configs: { main: config }, env }, messagesRoutes);
 * export default { fetch: (request: Request) => app.fetch(request) };
 */
export const createApp = (options: GatewayOptions, routes: readonly Route[] = []): Hono => {
  const gateway = new Gateway(options);
  const app = new Hono();
  const serve =
    (handler: Handler, { open = false, wire = chatWire }: Pick<Route, "open" | "wire"> = {}) =>
    (context: Context): Promise<Response> =>
      gateway.serve(context.req.raw, { handler, open, wire });
  const { corsOrigins = [] } = options;
  if (corsOrigins.length > 0) app.use("*", cors(corsOrigins));
  app.options("*", (context) => context.body(null, 204));
  const all = routesOf(options, routes);
  const ofMethods = all.filter(({ method }) => method !== "ALL");
  const ofAnyMethod = all.filter(({ method }) => method === "ALL");
  for (const { method, path, handler, ...about } of ofMethods) app.on(method, path, serve(handler, about));
  for (const { method, path, ...about } of ofMethods) app.all(path, serve(onlyMethod(method), about));
  for (const { path, handler, ...about } of ofAnyMethod) app.all(path, serve(handler, about));
  app.notFound(serve(notFound));
  return app;
};
