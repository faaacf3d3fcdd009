/** A JSON object nobody has checked yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isHolder = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether objects and lists stand within each other over more levels than these. Looks at one level after the other. */
export const isDeeperThan = (value: unknown, levels: number): boolean => {
  let level: readonly object[] = [value].filter(isHolder);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === levels) return true;
    level = level.flatMap((holder) => Object.values(holder).filter(isHolder));
  }
  return false;
};

/** Whether a value is an object of fields and nothing more: none that a class has made. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/** The value as an object, or an empty one. */
export const recordOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

/** What an object has of its own under a name that somebody else chose: every object inherits names such as `constructor`. */
export const ownOf = <Value>(value: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** The value as a list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The item of a list that has one, as some gateways wrap a value; else the value. */
export const onlyOne = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : value;

/** The value if it is text, or an empty text. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Tokens that no single call has; a number that long would be a text of digits. */
export const MAX_COUNT = 1e9;

/** The value if it is a whole number that something may be counted by, or 0. */
export const countOf = (value: unknown): number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_COUNT ? (value as number) : 0;

/** The JSON value of a text, or `undefined`. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** JSON with null for numbers that are none. */
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

/** Code units in which numbers are looked for that are none: a text of nothing but quotes takes 0.3 s then. */
const MAX_MENDED = 1_048_576;

/** The same of a text by a server in Python, which writes `NaN` and `Infinity` for numbers that are none: null here. */
export const parseServerJson = (text: string): unknown => {
  const json = parseJson(text);
  const isMended = json === undefined && text.length <= MAX_MENDED && /NaN|Infinity/.test(text);
  return isMended ? parseJson(withoutNaN(text)) : json;
};

/** What a JSON string may have to hold otherwise than it stands: what it ends at, and halves of surrogate pairs. */
// oxlint-disable-next-line no-control-regex
export const NEEDS_ESCAPE: RegExp = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text as JSON. Most have nothing to escape, and looking costs a third of writing. */
export const jsonText = (text: string): string => (NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`);

/** `{ [key]: value }`, or nothing when there is no value: optional fields stay absent instead of `undefined`. */
export const optional = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value }));
