import { RefusedRequest } from "./failure.ts";
import type { Handler } from "./gateway.ts";
import type { ListedModel } from "./rails-registry.ts";

/** `GET /v1/rails/configs`: the configs that a client may select. */
export const listConfigs: Handler = (_request, _record, { registry }, access) =>
  Response.json(registry.ids(access).map((id) => ({ id })));

const SCHEMA_HEADERS = { "content-type": "application/schema+json", "cache-control": "public, max-age=3600" } as const;

/** `GET /v1/rails/config-schema`: open to all, since editors have no key. */
export const showConfigSchema =
  (schema: object): Handler =>
  () =>
    new Response(JSON.stringify(schema), { headers: SCHEMA_HEADERS });

/**
 * A model with the fields that OpenAI's clients read and those that Anthropic's read, since both call the same
 * endpoint.
 */
const modelObject = ({ name, owner }: ListedModel) => ({
  id: name,
  object: "model",
  created: 0,
  owned_by: owner,
  type: "model",
  display_name: name,
  created_at: new Date(0).toISOString(),
});

/** `GET /v1/models`: the names for the `model` of a request, configs first. No provider is called. */
export const listModels: Handler = (_request, _record, { registry }, access) => {
  const data = registry.models(access).map(modelObject);
  const page = { has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  return Response.json({ object: "list", data, ...page });
};

const MODELS = "/v1/models/";

/** The name at the end of the path, which may contain slashes, escaped or not; empty if it cannot be decoded. */
const nameIn = (address: string): string => {
  const { pathname } = new URL(address);
  try {
    return decodeURIComponent(pathname.slice(pathname.indexOf(MODELS) + MODELS.length));
  } catch {
    return "";
  }
};

/** `GET /v1/models/{id}` */
export const showModel: Handler = ({ url }, _record, { registry }, access) =>
  Response.json(modelObject(registry.model(nameIn(url), access)));

/** `GET /v1/challenges`: NeMo Guardrails lists red-team challenges here; this gateway has none. */
export const listChallenges: Handler = () => Response.json([]);

/** `GET /healthz`, `GET /health`, `GET /v1/health`: the process answers. Open to all, so it reveals nothing else. */
export const health: Handler = () =>
  new Response(JSON.stringify({ status: "pass" }), {
    headers: { "content-type": "application/health+json", "cache-control": "no-store" },
  });

/** `GET /`: the list of routes. */
export const index =
  (routes: readonly string[]): Handler =>
  () =>
    Response.json({ name: "edgerails", routes });

export const notFound: Handler = () => {
  throw new RefusedRequest(404, "not_found", "There is nothing at this address: see GET /");
};

export const onlyMethod =
  (method: string): Handler =>
  () => {
    throw new RefusedRequest(405, "method_not_allowed", `This address takes ${method}`, {
      headers: { allow: `${method}, OPTIONS` },
    });
  };
