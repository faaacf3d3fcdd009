export * from "./core.ts";
export { RailsConfig } from "./config/text-rails-config.ts";
