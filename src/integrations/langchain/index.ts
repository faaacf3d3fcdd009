export { RunnableRails, type RunnableRailsOptions } from "./runnable-rails.ts";
