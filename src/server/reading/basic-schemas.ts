import * as v from "valibot";
import { isCallId } from "../../streams/parts/metadata-shapes.ts";

/** A schema that parses any value to a `T`. */
export type SchemaOf<T> = v.GenericSchema<unknown, T>;

/** An optional value. `null` counts as absent, as in OpenAI's API. */
export const maybe = <T>(schema: SchemaOf<T>): SchemaOf<T | undefined> =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

export const text: v.GenericSchema<string> = v.string("expected a text");

/** Any object. */
export const record: SchemaOf<Readonly<Record<string, unknown>>> = v.record(
  v.string(),
  v.unknown(),
  "expected an object",
);

export const shortText = (max: number): SchemaOf<string> =>
  v.pipe(text, v.maxLength(max, `expected at most ${max} characters`));

/** The characters of tool call ids. Ids cannot be masked in part, so they must not contain prose. */
export const callId: v.GenericSchema<string> = v.pipe(text, v.check(isCallId, "expected an id without spaces"));

export const functionName: v.GenericSchema<string> = v.pipe(
  text,
  v.regex(/^[\w.-]{1,128}$/, "expected letters, digits, `_`, `.` and `-`, at most 128"),
);

/** Arguments as JSON text. Some clients send the parsed value, or nothing for a call without arguments. */
export const callArguments: SchemaOf<string> = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === "object" ? JSON.stringify(value ?? {}) : value)),
  v.string("expected a JSON text"),
);

export const base64: v.GenericSchema<string> = v.pipe(
  v.string("expected Base64"),
  v.regex(/^[A-Za-z0-9+/]+={0,2}$/, "expected Base64"),
);

export const flag: v.GenericSchema<boolean> = v.boolean("expected true or false");

const number = v.number("expected a number");

export const within = (min: number, max: number): v.GenericSchema<number> =>
  v.pipe(number, v.minValue(min, `expected at least ${min}`), v.maxValue(max, `expected at most ${max}`));

export const whole = (min: number, max: number): v.GenericSchema<number> =>
  v.pipe(within(min, max), v.integer("expected a whole number"));
