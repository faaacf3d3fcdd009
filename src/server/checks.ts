import type { Handler } from "./gateway.ts";
import { readJsonObject } from "./reading/read-json.ts";

/** `POST /v1/checks`: rails over messages, without an answer. */
export const checks: Handler = async (request, record, gateway) => {
  const { configIds, messages, railTypes } = gateway.readCheck(await readJsonObject(request, gateway.limits));
  const ids = gateway.registry.resolve(configIds);
  record.note({ configIds: ids });
  const types = railTypes === undefined ? {} : { railTypes };
  const rails = gateway.registry.rails(ids);
  return Response.json(await rails.checkAsync({ messages, ...types, signal: request.signal }));
};
