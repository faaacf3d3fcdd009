import type { Handler } from "./gateway.ts";
import { readJsonObject } from "./reading/read-json.ts";

/** `POST /v1/checks`: rails over messages, without an answer. */
export const checks: Handler = async (request, record, gateway, access) => {
  const { messages, railTypes, ...named } = gateway.readCheck(await readJsonObject(request, gateway.limits));
  const choice = gateway.registry.choose(named, access);
  record.note({ configIds: choice.ids });
  const types = railTypes === undefined ? {} : { railTypes };
  const rails = gateway.registry.rails(choice);
  return Response.json(await rails.checkAsync({ messages, ...types, signal: request.signal }));
};
