export { createApp } from "./app.ts";
export { wireRoutes } from "./routes/wire-routes.ts";
export { playPage } from "./play/play-routes.ts";
export { type FailureReport, failureReport, logFailures } from "./failure-report.ts";
export type { GatewayKey } from "./api-keys.ts";
export { type ItemStore, MemoryItemStore, type MemoryItemStoreOptions } from "./items/item-store.ts";
export type { GatewayLimits, GatewayOptions } from "./gateway-options.ts";
export type { GatewayEvent, RailFailure } from "./request-record.ts";
