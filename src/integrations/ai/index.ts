export { aiModel } from "./language-model.ts";
export { guardMiddleware } from "./middleware.ts";
export { guardMetadata, type GuardMetadata, VERDICT_KIND, verdictOf } from "./verdict-part.ts";
