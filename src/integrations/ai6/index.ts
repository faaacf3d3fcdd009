export { guardMiddleware, type GuardMiddleware } from "./middleware.ts";
export { guardTransform } from "./guard-transform.ts";
export type { GuardTransform, GuardTransformOptions } from "../ai/guarded-text.ts";
export { guardMetadata, type GuardMetadata, verdictOf } from "../ai/verdict-of.ts";
export { uiMessageResponse } from "../ai/ui-message-response.ts";
export { uiMessageWire } from "../ai/ui-message-wire.ts";
