export { TortureProvider } from "./provider.ts";
export { type TextGuard, tortureGuard, type TortureResult, tortureUrl, type TortureUrlOptions } from "./run.ts";
export { POLICY } from "./torture-case.ts";
