import { elsewhere } from "../elsewhere.ts";
import type { Route } from "../route.ts";

/**
 * Hints for endpoints of other APIs that clients call. It must come after all other routes, and its hints name those of
 * `edgerails/server`.
 */
export const elsewhereRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/models/:id{.+}", handler: elsewhere, told: false },
  { method: "ALL", path: "/*", handler: elsewhere },
];
