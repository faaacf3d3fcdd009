/** Freezes plain data deeply. Takes linear time. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

/** Removes keys with undefined values, as `exactOptionalPropertyTypes` requires. */
export function withoutUndefined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** Copies entries to an object without a prototype, for keys that come from a config or a model. */
export const lookup = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, entries);

/** Merges objects. Later entries replace earlier ones. */
export const merged = <T extends object>(objects: readonly T[]): T => Object.assign({}, ...objects) as T;
