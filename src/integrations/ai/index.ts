export { aiModel } from "./language-model.ts";
export { guardTransform } from "./guard-transform.ts";
export type { GuardTransform, GuardTransformOptions } from "./guarded-text.ts";
export { guardMiddleware } from "./middleware.ts";
export { guardMetadata, type GuardMetadata, VERDICT_KIND, verdictOf } from "./verdict-of.ts";
export { uiMessageResponse } from "./ui-message-response.ts";
export { uiMessageWire } from "./ui-message-wire.ts";
