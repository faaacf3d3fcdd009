import { RefusedRequest } from "./failure.ts";
import type { Handler } from "./gateway.ts";

/** `GET /v1/rails/configs`: what a client may name. */
export const listConfigs: Handler = (_request, _record, { registry }) =>
  Response.json(registry.ids.map((id) => ({ id })));

/** `GET /v1/models`: the main models of the configs. No provider is asked. */
export const listModels: Handler = (_request, _record, { registry }) => {
  const mains = registry.configs.flatMap(({ models }) => models.filter(({ type }) => type === "main"));
  const owners = new Map(mains.map(({ model, engine }) => [model, engine]));
  const data = [...owners].map(([id, engine]) => ({ id, object: "model", created: 0, owned_by: engine }));
  return Response.json({ object: "list", data });
};

/** `GET /healthz`: the process answers. Open to all, so it says nothing else. */
export const health: Handler = () =>
  new Response(JSON.stringify({ status: "pass" }), {
    headers: { "content-type": "application/health+json", "cache-control": "no-store" },
  });

/** `GET /`: where things are. */
export const index: Handler = () =>
  Response.json({
    name: "edgerails",
    routes: [
      "POST /v1/chat/completions",
      "POST /v1/responses",
      "POST /v1/messages",
      "POST /v1/checks",
      "GET /v1/rails/configs",
      "GET /v1/models",
      "GET /healthz",
    ],
  });

export const onlyMethod =
  (method: string): Handler =>
  () => {
    throw new RefusedRequest(405, "method_not_allowed", `This address takes ${method}`, {
      headers: { allow: `${method}, OPTIONS` },
    });
  };
