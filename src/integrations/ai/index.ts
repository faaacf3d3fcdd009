export { aiModel } from "./language-model.ts";
export { guardMiddleware } from "./middleware.ts";
export { guardMetadata, type GuardMetadata, VERDICT_KIND, verdictOf } from "./verdict-part.ts";
export { uiMessageResponse } from "./ui-message-response.ts";
export { uiMessageWire } from "./ui-message-wire.ts";
