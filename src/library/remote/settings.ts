import { number, type Schema } from "../../config/schema/schema-parts.ts";

const MAX_TIMEOUT_SECONDS = 3600;

/** Seconds a service has. */
export const seconds: Schema<number> = number(0.001, MAX_TIMEOUT_SECONDS, " seconds");

/** A share or a score. */
export const share: Schema<number> = number(0, 1);

/** Milliseconds of seconds. */
export const inMs = (value: number): number => Math.round(value * 1000);
