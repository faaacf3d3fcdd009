export * from "../core.ts";
export { httpFetch } from "./http-fetch.ts";
export { LLMRails } from "./llm-rails.ts";
export { readPlayFiles } from "./play-files.ts";
export { RailsConfig } from "./rails-config.ts";
export { type FetchApp, type RunningServer, serve, type ServeOptions } from "./serve.ts";
