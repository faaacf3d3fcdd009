/** Freezes a tree of plain data and everything in it; linear in its size. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

/** Drops the keys without a value, as exact optional properties ask for. */
export function withoutUndefined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** Entries that are looked up by names from a config or a model, so that they must not inherit any. */
export const lookup = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, entries);

/** All entries of some objects; of two under one name, that of the later. */
export const merged = <T extends object>(objects: readonly T[]): T => Object.assign({}, ...objects) as T;
