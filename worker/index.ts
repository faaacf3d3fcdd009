import { env, waitUntil } from "cloudflare:workers";
import type { GatewayKey } from "../src/server/api-keys.ts";
import { createApp } from "../src/server/app.ts";
import { logFailures } from "../src/server/failure-report.ts";
import type { GatewayLimits } from "../src/server/gateway-options.ts";
import { createConfigs } from "./config.ts";
import type { Env } from "./env.ts";
import { kvItems } from "./kv-items.ts";

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text.trim() === "" ? undefined : text.split(",").map((item) => item.trim());

const {
  EDGERAILS_API_KEYS,
  EDGERAILS_CORS_ORIGINS,
  EDGERAILS_HEARTBEAT_MS = "5000",
  EDGERAILS_ANY_MODEL,
  EDGERAILS_ITEMS,
  EDGERAILS_KEYS,
  EDGERAILS_LIMITS,
  ...rest
} = env as Env;
const apiKeys = listOf(EDGERAILS_API_KEYS);
const corsOrigins = listOf(EDGERAILS_CORS_ORIGINS);

const app = createApp({
  configs: createConfigs(rest),
  defaultConfigId: "guarded",
  anyModel: EDGERAILS_ANY_MODEL === "true",
  env: { ...rest },
  // workerd only notices a disconnected client when it writes, so a heartbeat is what stops a silent model.
  heartbeatMs: Number(EDGERAILS_HEARTBEAT_MS),
  ...(apiKeys === undefined ? {} : { apiKeys }),
  ...(EDGERAILS_KEYS === undefined ? {} : { keys: JSON.parse(EDGERAILS_KEYS) as readonly GatewayKey[] }),
  ...(EDGERAILS_ITEMS === undefined ? {} : { items: kvItems(EDGERAILS_ITEMS) }),
  waitUntil,
  ...(EDGERAILS_LIMITS === undefined ? {} : { limits: JSON.parse(EDGERAILS_LIMITS) as Partial<GatewayLimits> }),
  ...(corsOrigins === undefined ? {} : { corsOrigins }),
  // Cloudflare logs requests itself, so only failures are logged that the client did not cause.
  onEvent: logFailures,
});

export default { fetch: (request: Request): Response | Promise<Response> => app.fetch(request) };
