import { canonical } from "../../../config/reading/merge-nodes.ts";
import { type Check, mismatch, SchemaError, type Work } from "./check.ts";

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  string: (value) => typeof value === "string",
};

export const type = (types: unknown): Check => {
  const tests = [types].flat().map((name) => {
    const test = typeof name === "string" && Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (test === undefined) throw new SchemaError("`type` must name types of JSON");
    return test;
  });
  return (value) => (tests.some((test) => test(value)) ? undefined : mismatch("type"));
};

/** A serialization that is different for different values. */
export const keyOf = (value: unknown, work: Work): string => {
  const key = canonical(value);
  work.spend(key.length);
  return key;
};

const among = (keyword: string, values: readonly unknown[]): Check => {
  const keys = new Set(values.map(canonical));
  return (value, work) => (keys.has(keyOf(value, work)) ? undefined : mismatch(keyword));
};

export const oneOfValues = (values: unknown): Check => {
  if (!Array.isArray(values)) throw new SchemaError("`enum` must be a list");
  return among("enum", values);
};

export const constant = (value: unknown): Check => among("const", [value]);
