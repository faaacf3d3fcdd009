/** A JSON object whose fields have not been checked. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is an object or a list. */
const isHolder = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether objects and lists are nested more than `levels` deep. Traverses level by level. */
export const isDeeperThan = (value: unknown, levels: number): boolean => {
  let level: readonly object[] = [value].filter(isHolder);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === levels) return true;
    level = level.flatMap((holder) => Object.values(holder).filter(isHolder));
  }
  return false;
};

/** Whether a value is a plain object, not an instance of a class. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/** What a value is, for messages about arguments. Quotes nothing of it, since it may be a prompt or a key. */
export const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  // Not `instanceof`: the value may be of another realm, as in Jest and in frames.
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "Promise") return "a Promise (is an `await` missing?)";
  return `${/^[AEIO]/.test(kind) ? "an" : "a"} ${kind}`;
};

/** The value as an object, or an empty one. */
export const recordOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

/** An own property of an object by a name from outside: every object inherits names such as `constructor`. */
export const ownOf = <Value>(value: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** `Array.isArray` with a type: of a union it keeps the list, and items are unknown instead of `any`. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value as a list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (isList(value) ? value : []);

/** The item of a list with one item, which is how some gateways wrap a value; otherwise the value itself. */
export const onlyOne = (value: unknown): unknown => {
  const list = listOf(value);
  return list.length === 1 ? list[0] : value;
};

/** Whether a value is one of a list, such as the names of a union. */
export const isOneOf = <Item>(list: readonly Item[], value: unknown): value is Item =>
  (list as readonly unknown[]).includes(value);

/** The value if it is a string, or an empty string. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Whether a field has a value: servers write `null`, `false`, `""` and `{}` for none. */
export const hasValue = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
};

/** More tokens than any call has. A longer number could carry text as digits. */
export const MAX_COUNT = 1e9;

/** The value if it is a plausible count, or 0. */
export const countOf = (value: unknown): number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MAX_COUNT ? value : 0;

/** Parses JSON. `undefined` if the text is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** JSON with `null` in place of `NaN` and `Infinity`. */
const withoutNaN = (text: string): string => {
  let isString = false;
  const pieces = text.split('"').map((piece) => {
    const read = isString ? piece : piece.replaceAll(/-?\b(?:NaN|Infinity)\b/g, "null");
    const isEscaped = isString && /(?<!\\)(?:\\\\)*\\$/.test(piece);
    isString = isString === isEscaped;
    return read;
  });
  return pieces.join('"');
};

/** Longer texts are not searched for `NaN`: a text of only quotes takes 0.3 s at this length. */
const MAX_SEARCHED = 1_048_576;

/** Parses JSON in which a Python server may have written `NaN` and `Infinity`, which become null. */
export const parseServerJson = (text: string): unknown => {
  const json = parseJson(text);
  const hasNaN = json === undefined && text.length <= MAX_SEARCHED && /NaN|Infinity/.test(text);
  return hasNaN ? parseJson(withoutNaN(text)) : json;
};

/** What a JSON string cannot contain as it is: quotes, backslashes, control characters and lone surrogates. */
// oxlint-disable-next-line no-control-regex
export const NEEDS_ESCAPE: RegExp = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A string as JSON. Most have nothing to escape, and testing costs a third of serializing. */
export const jsonText = (text: string): string => (NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`);

/** `{ [key]: value }`, or nothing when there is no value: optional fields stay absent instead of `undefined`. */
export const optional = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value }));
