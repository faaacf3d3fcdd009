import { list, number, type Schema, strict, text, withDefault } from "../../config/schema/schema-parts.ts";

const MAX_TIMEOUT_SECONDS = 3600;

/** A timeout in seconds. */
export const seconds: Schema<number> = number(0.001, MAX_TIMEOUT_SECONDS, " seconds");

/** A number from 0 to 1. */
export const share: Schema<number> = number(0, 1);

/** Converts seconds to milliseconds. */
export const inMs = (value: number): number => Math.round(value * 1000);

/** The kinds of values to find in a group of texts. Empty: all that the service knows. */
export const entities: Schema<readonly string[]> = withDefault(
  strict({ entities: withDefault(list(text), []) }, (value): readonly string[] => value.entities),
  {},
);
