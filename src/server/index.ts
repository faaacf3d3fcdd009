export { createApp } from "./app.ts";
export type { GatewayLimits, GatewayOptions } from "./gateway-options.ts";
export type { GatewayEvent } from "./request-record.ts";
