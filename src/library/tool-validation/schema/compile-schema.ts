import { isRecord, type JsonRecord } from "../../../json.ts";
import { type Check, firstOf, mismatch, SchemaError, Work, type Mismatch } from "./check.ts";
import { constant, oneOfValues, type } from "./of-any.ts";
import {
  additionalItems,
  type Compile,
  contains,
  items,
  maxItems,
  minItems,
  prefixItems,
  uniqueItems,
} from "./of-arrays.ts";
import { exclusiveMaximum, exclusiveMinimum, maximum, minimum, multipleOf } from "./of-numbers.ts";
import {
  additionalProperties,
  dependencies,
  dependentRequired,
  dependentSchemas,
  maxProperties,
  minProperties,
  patternProperties,
  properties,
  propertyNames,
  required,
} from "./of-objects.ts";
import { allOf, anyOf, condition, not, oneOf } from "./of-schemas.ts";
import { maxLength, minLength, pattern } from "./of-strings.ts";

/** Compiles a keyword: its value, and the schema that contains it. */
type Keyword = (value: unknown, compile: Compile, around: JsonRecord) => Check;

/** In the order in which mismatches are reported. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type,
  enum: oneOfValues,
  const: constant,
  required,
  properties,
  patternProperties,
  additionalProperties,
  propertyNames,
  minProperties,
  maxProperties,
  dependentRequired,
  dependentSchemas,
  dependencies,
  prefixItems,
  items,
  additionalItems,
  contains,
  minItems,
  maxItems,
  uniqueItems,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
  minLength,
  maxLength,
  pattern,
  allOf,
  anyOf,
  oneOf,
  not,
  if: condition,
};

/** Keywords that are not supported. A schema with one of them is refused, rather than partly checked. */
const UNREAD = ["$dynamicRef", "$recursiveRef", "unevaluatedItems", "unevaluatedProperties"];

/** The check of a schema that allows everything, or nothing. */
const everything = (isAllowed: boolean): Check => {
  return (_, work) => {
    work.spend(1);
    return isAllowed ? undefined : mismatch("false");
  };
};

class Compiler {
  readonly #root: unknown;
  readonly #referred: Map<string, Check> = new Map();

  constructor(root: unknown) {
    this.#root = root;
  }

  readonly compile: Compile = (schema) => {
    if (typeof schema === "boolean") return everything(schema);
    if (!isRecord(schema)) throw new SchemaError("a schema must be an object, true or false");
    const unread = UNREAD.find((word) => Object.hasOwn(schema, word));
    if (unread !== undefined) throw new SchemaError(`\`${unread}\` cannot be checked`);
    const checks = Object.entries(KEYWORDS).flatMap(([word, keyword]) =>
      Object.hasOwn(schema, word) ? [keyword(schema[word], this.compile, schema)] : [],
    );
    if (Object.hasOwn(schema, "$ref")) checks.push(this.#reference(schema["$ref"]));
    return (value, work) => {
      work.spend(1);
      return work.within(() => firstOf(checks, (check) => check(value, work)));
    };
  };

  /** References are compiled on first use, since a schema may refer to one that contains it. */
  #reference(to: unknown): Check {
    if (typeof to !== "string") throw new SchemaError("`$ref` must be a text");
    const target = this.#at(to);
    return (value, work) => {
      const check = this.#referred.get(to) ?? this.compile(target);
      this.#referred.set(to, check);
      return check(value, work);
    };
  }

  #at(reference: string): unknown {
    if (reference !== "#" && !reference.startsWith("#/")) throw new SchemaError("`$ref` must point into the schema");
    const names = decodeURIComponent(reference).split("/").slice(1);
    return names.reduce<unknown>((at, name) => {
      const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof at === "object" && at !== null && Object.hasOwn(at, key)) return (at as JsonRecord)[key];
      throw new SchemaError("`$ref` points to nothing");
    }, this.#root);
  }
}

/**
 * Compiles a JSON Schema (drafts 6 to 2020-12) to a function that returns the first mismatch of a value, or undefined.
 * Unlike in packages the work is bounded, since the client writes the schema and the model the value. Throws a {@link
 * SchemaError} for an invalid schema; the function throws a {@link WorkError} if checking takes too long. `format` and
 * other annotations are not checked, as in the standard.
 */
export const compileSchema = (schema: unknown): ((value: unknown) => Mismatch | undefined) => {
  const check = new Compiler(schema).compile(schema);
  return (value) => check(value, new Work());
};
