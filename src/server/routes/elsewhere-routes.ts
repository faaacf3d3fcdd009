import { elsewhere } from "../elsewhere.ts";
import type { Route } from "../route.ts";

/**
 * What to use instead at addresses of other APIs that clients know. It stands behind all other routes, and speaks of those of
 * `edgerails/server`.
 */
export const elsewhereRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/models/:id{.+}", handler: elsewhere, told: false },
  { method: "ALL", path: "/*", handler: elsewhere },
];
