import { describe, expect, it } from "vitest";
import { WorkError } from "../../../src/library/tool-validation/schema/check.ts";
import { compileSchema } from "../../../src/library/tool-validation/schema/compile-schema.ts";

const MANY = 10_000;
const NAMES: readonly string[] = Array.from({ length: MANY }, (_, at) => `name${at}`);
const each = <Value>(value: Value): Readonly<Record<string, Value>> =>
  Object.fromEntries(NAMES.map((name) => [name, value]));

/** A schema with the same requirement ten thousand times. */
const timesMany = (schema: object): object => ({
  $defs: { one: schema },
  allOf: NAMES.map(() => ({ $ref: "#/$defs/one" })),
});

describe("validation stops at its limit", () => {
  it.each<[string, object]>([
    ["properties", { properties: each({}) }],
    ["required names", { anyOf: [{ required: NAMES }, {}] }],
    ["dependent names", { dependentRequired: each([]) }],
    ["dependent schemas", { dependentSchemas: each({}) }],
    ["dependencies", { dependencies: each([]) }],
    ["schemas that allow nothing", { anyOf: [...NAMES.map(() => false), true] }],
    ["schemas that allow everything", { allOf: NAMES.map(() => true) }],
  ])("for many values, each with ten thousand %s", (_, schema) => {
    const check = compileSchema({ items: schema });
    const values = (count: number): readonly object[] => Array.from({ length: count }, () => ({}));
    expect(check(values(10))).toBeUndefined();
    expect(() => check(values(1_000))).toThrow(WorkError);
  });

  it.each<[string, object, unknown]>([
    ["characters of a text", { minLength: 1 }, "a".repeat(MANY)],
    ["names of an object", { minProperties: 1 }, each(0)],
    ["names that are read", { anyOf: [{ propertyNames: false }, {}] }, each(0)],
    ["names that nobody declared", { anyOf: [{ additionalProperties: false }, {}] }, each(0)],
    ["names that are needed", { dependentRequired: { name0: NAMES } }, each(0)],
    ["items", { anyOf: [{ items: false }, {}] }, NAMES],
    ["first items", { anyOf: [{ prefixItems: NAMES.map(() => false) }, {}] }, [1]],
  ])("for ten thousand %s that are required ten thousand times", (_, schema, value) => {
    expect(compileSchema(schema)(value)).toBeUndefined();
    expect(() => compileSchema(timesMany(schema))(value)).toThrow(WorkError);
  });
});
