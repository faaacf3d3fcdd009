import { type Context, Hono } from "hono";
import { messagesWire } from "../wire/anthropic/messages-wire.ts";
import { responsesWire } from "../wire/responses/responses-wire.ts";
import { chatWire } from "../wire/openai/chat-wire.ts";
import { answers } from "./answers.ts";
import { checks, guardrailChecks } from "./checks.ts";
import { cors } from "./cors.ts";
import { Gateway, type Handler } from "./gateway.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { notFound } from "./elsewhere.ts";
import { checkVersion, translateMessages } from "./reading/messages-request.ts";
import { translateResponses } from "./reading/responses-request.ts";
import { readTranslated } from "./reading/translated.ts";
import { litellmGuardrail } from "./litellm.ts";
import type { Route } from "./route.ts";
import {
  health,
  index,
  listChallenges,
  listConfigs,
  listModels,
  onlyMethod,
  showConfigSchema,
  showModel,
} from "./listings.ts";

const chatCompletions: Handler = answers(chatWire, (gateway, body) => gateway.readChat(body));

const responses: Handler = answers(responsesWire, (gateway, body) =>
  readTranslated(translateResponses(body), gateway.readChat),
);

const messages: Handler = answers(messagesWire, (gateway, body, headers) => {
  checkVersion(headers);
  return readTranslated(translateMessages(body), gateway.readChat);
});

const ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/chat/completions", handler: chatCompletions },
  { method: "POST", path: "/v1/responses", handler: responses, wire: responsesWire },
  { method: "POST", path: "/v1/messages", handler: messages, wire: messagesWire },
  { method: "POST", path: "/v1/checks", handler: checks },
  { method: "POST", path: "/v1/guardrail/checks", handler: guardrailChecks },
  { method: "POST", path: "/beta/litellm_basic_guardrail_api", handler: litellmGuardrail },
  { method: "GET", path: "/v1/challenges", handler: listChallenges },
  { method: "GET", path: "/v1/rails/configs", handler: listConfigs },
  { method: "GET", path: "/v1/models", handler: listModels },
  { method: "GET", path: "/v1/models/:id{.+}", handler: showModel },
  { method: "GET", path: "/v1/health", handler: health, open: true },
  { method: "GET", path: "/healthz", handler: health, open: true },
];

const schemaRoutes = (schema: object): readonly Route[] => [
  { method: "GET", path: "/v1/rails/config-schema", handler: showConfigSchema(schema), open: true },
];

/** What is only there when the options ask for it. */
const optionalRoutes = ({ configSchema }: GatewayOptions): readonly Route[] =>
  configSchema === undefined ? [] : schemaRoutes(configSchema);

/** As people write it: `GET /v1/models/{id}`. */
const named = ({ method, path }: Route): string => `${method} ${path.replace(/:(\w+)\{.*\}/, "{$1}")}`;

/** All there is, and the list of it. */
const routesOf = (options: GatewayOptions, pages: readonly Route[]): readonly Route[] => {
  const routes = [...ROUTES, ...optionalRoutes(options), ...pages];
  return [...routes, { method: "GET", path: "/", handler: index(routes.map(named)) }];
};

/**
 * An OpenAI-compatible gateway whose answers are guarded, as a Hono app: `export default createApp({ configs })` on
 * Workers, Deno and Bun, `serve(createApp({ configs }))` with `@hono/node-server` on Node, or mounted in an app of your own.
 *
 * @param pages - what it serves besides: `playPage(await readPlayFiles())` is a page to try configs with, which also shows what
 * rails withhold. Default: nothing.
 * @throws ConfigError for options that cannot be meant. What is wrong with a config itself shows at the first request
 * that names it.
 */
export const createApp = (options: GatewayOptions, pages: readonly Route[] = []): Hono => {
  const gateway = new Gateway(options);
  const app = new Hono();
  const serve =
    (handler: Handler, { open = false, wire = chatWire }: Pick<Route, "open" | "wire"> = {}) =>
    (context: Context): Promise<Response> =>
      gateway.serve(context.req.raw, { handler, open, wire });
  const { corsOrigins = [] } = options;
  if (corsOrigins.length > 0) app.use("*", cors(corsOrigins));
  app.options("*", (context) => context.body(null, 204));
  for (const { method, path, handler, ...about } of routesOf(options, pages)) {
    app.on(method, path, serve(handler, about));
    app.all(path, serve(onlyMethod(method), about));
  }
  app.all("/v1/messages/*", serve(notFound, { wire: messagesWire }));
  app.notFound(serve(notFound));
  return app;
};
