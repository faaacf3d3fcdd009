import * as v from "valibot";
import { isRecord } from "../../json.ts";
import { hint } from "../suggest.ts";
import { expected } from "./format-issues.ts";

/** A schema that validates any value to an `Output`. */
export type Schema<Output> = v.GenericSchema<unknown, Output>;

/** The output type of a schema. The input type does not matter, since any value is read. */
interface Carrier<Output> {
  readonly "~types"?: { readonly output: Output } | undefined;
}

// `v.metadata` describes checks as JSON Schema, for the schema that editors use.

const erase = <Output>(schema: Carrier<Output>): Schema<Output> => schema as unknown as Schema<Output>;

export const text: Schema<string> = erase(
  v.pipe(
    v.string(expected("a text")),
    v.check((value) => value.trim() !== "", expected("a text")),
    v.metadata({ minLength: 1 }),
  ),
);

/** A text that may be empty. */
export const anyText: Schema<string> = erase(v.string(expected("a text")));

export const flag: Schema<boolean> = erase(v.boolean(expected("true or false")));

const isMapping: Schema<Record<string, unknown>> = v.custom<Record<string, unknown>>(
  isRecord,
  expected("a mapping of keys"),
);

/** A free mapping, kept as written. */
export const mapping: Schema<Record<string, unknown>> = erase(v.pipe(isMapping, v.metadata({ type: "object" })));

export const anything: Schema<unknown> = v.unknown();

export const list = <Output>(item: Schema<Output>): Schema<Output[]> => erase(v.array(item, expected("a list")));

export function number(from: number, to: number, unit = ""): Schema<number> {
  const message = expected(`a number from ${from} to ${to}${unit}`);
  return erase(
    v.pipe(
      v.number(message),
      v.check((value) => value >= from && value <= to, message),
      v.metadata({ minimum: from, maximum: to }),
    ),
  );
}

export function whole(from: number, to: number): Schema<number> {
  const message = expected(`a whole number from ${from} to ${to}`);
  return erase(
    v.pipe(
      v.number(message),
      v.check((value) => Number.isInteger(value) && value >= from && value <= to, message),
      v.metadata({ type: "integer", minimum: from, maximum: to }),
    ),
  );
}

export const oneOf = <const Option extends string>(...options: Option[]): Schema<Option> =>
  erase(v.picklist(options, expected(`one of ${options.map((option) => `\`${option}\``).join(", ")}`)));

/** An optional key. A key without a value counts as absent. */
export const optional = <Output>(schema: Schema<Output>): Schema<Output | undefined> =>
  erase(
    v.pipe(
      v.nullish(schema),
      v.transform((value) => value ?? undefined),
    ),
  );

/** Chooses one of two schemas by a test of the value. */
export const either = <Output>(
  isFirst: (value: unknown) => boolean,
  first: Schema<Output>,
  second: Schema<Output>,
): Schema<Output> =>
  Object.assign(
    v.lazy((value) => (isFirst(value) ? first : second)),
    { options: [first, second] },
  );

/** A default. `fallback` is validated too, so `{}` gives an object with its own defaults. */
export const withDefault = <Output>(schema: Schema<Output>, fallback: unknown): Schema<Output> =>
  erase(v.nullish(schema, fallback as never) as unknown as Carrier<Output>);

/**
 * An optional key that must not be empty: a section whose entries are all commented out would silently disable its
 * rails.
 */
export const filledIn = <Output>(schema: Schema<Output>, fallback: unknown): Schema<Output> =>
  erase(v.optional(schema, fallback as never) as unknown as Carrier<Output>);

/** Reports an issue below the value under check. */
export type Report = (path: readonly (string | number)[], message: string) => void;
/** A rule over several keys. It runs even if single keys are invalid, so it must not trust their types. */
export type Rule = (value: Record<string, unknown>, report: Report) => void;

const rule = (check: Rule): v.RawCheckAction<Record<string, unknown>> =>
  v.rawCheck(({ dataset, addIssue }) => {
    const input: unknown = dataset.value;
    if (!isRecord(input)) return;
    const item = (key: string | number) =>
      ({ type: "unknown", origin: "value", input, key, value: undefined }) as const;
    check(input, (path, message) => {
      const [first, ...rest] = path;
      addIssue(first === undefined ? { message } : { message, path: [item(first), ...rest.map(item)] });
    });
  });

const knownKeys =
  (entries: object, fix: string): Rule =>
  (value, report) => {
    const known = Object.keys(entries);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(entries, key)) report([key], `Unknown key \`${key}\`${hint(key, known) || fix}`);
    }
  };

type Entries = Readonly<Record<string, Schema<unknown>>>;

type OutputOf<E extends Entries> = { [K in keyof E]: v.InferOutput<E[K]> };

/** An object with only these keys. All unknown keys are reported, with the message `fix` if no known one is similar. */
export function strict<const E extends Entries, Output>(
  entries: E,
  map: (value: OutputOf<E>) => Output,
  check: Rule = () => {},
  fix = "",
): Schema<Output> {
  return erase(
    v.pipe(
      isMapping,
      v.looseObject(entries as v.ObjectEntries, expected("a mapping of keys")),
      v.metadata({ additionalProperties: false }),
      rule(knownKeys(entries, fix)),
      rule(check),
      v.transform((value) => map(value as OutputOf<E>)),
    ) as unknown as Carrier<Output>,
  );
}

/** An object with only these keys, kept as written. */
export const strictAsWritten = (entries: Entries): Schema<Record<string, unknown>> =>
  strict(entries, (value) => withoutNothing(value as Record<string, unknown>));

const withoutNothing = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null));
