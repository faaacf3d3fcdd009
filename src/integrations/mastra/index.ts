export { guardProcessor, type GuardProcessor, type GuardTripwire } from "./guard-processor.ts";
