export * from "./core.ts";
export { RailsConfig } from "./library/rails-config.ts";
