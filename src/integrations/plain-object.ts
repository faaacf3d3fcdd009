import { isRecord } from "../json.ts";

/** Whether a value is an object of fields and nothing more: none that a class has made. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
