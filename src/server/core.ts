// The gateway with chat completions only, and the routes that can be added to it.
export { createApp } from "./core-app.ts";
export { checkRoutes } from "./routes/check-routes.ts";
export { unsupportedRoutes } from "./routes/unsupported-routes.ts";
export { messagesRoutes } from "./routes/messages-routes.ts";
export { responsesRoutes } from "./routes/responses-routes.ts";
export { wireRoutes } from "./routes/wire-routes.ts";
export { playPage } from "./play/play-routes.ts";
export type { Route } from "./route.ts";
export { type FailureReport, failureReport, logFailures } from "./failure-report.ts";
export type { GatewayKey } from "./api-keys.ts";
export { type ItemStore, MemoryItemStore, type MemoryItemStoreOptions } from "./items/item-store.ts";
export type { GatewayLimits, GatewayOptions } from "./gateway-options.ts";
export type { GatewayEvent, RailFailure } from "./request-record.ts";
