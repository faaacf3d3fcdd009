import type { Route } from "../route.ts";
import { unsupported } from "../unsupported.ts";

/**
 * Hints for endpoints of other APIs that clients call. It must come after all other routes, and its hints name those of
 * `edgerails/server`.
 */
export const unsupportedRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/models/:id{.+}", handler: unsupported, listed: false },
  { method: "ALL", path: "/*", handler: unsupported },
];
