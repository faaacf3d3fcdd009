import { validate } from "@cfworker/json-schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaError, WorkError } from "../../../src/library/tool-validation/schema/check.ts";
import { compileSchema } from "../../../src/library/tool-validation/schema/compile-schema.ts";

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, 2, 1.5, -1, 100, "", "a", "ab", "b1", "🙂"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "ab", "x1", "__proto__"), tie("value"), { maxKeys: 4 }),
  ),
})).value;

const count = fc.integer({ min: 0, max: 3 });
const names = fc.uniqueArray(fc.constantFrom("a", "b", "toString"), { maxLength: 3 });
const pattern = fc.constantFrom("^a", "b$", "^[a-z]*$", "[0-9]", "^(?!b)(?=.*[a-z]).{1,3}$");

/** Some of the keywords. */
const some = (keywords: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(keywords, { requiredKeys: [] });

/** Few keywords in each schema, and so few schemas in it: with all of them there are thousands. */
const schemas = fc.letrec<{ schema: object | boolean; list: unknown; keywords: object }>((tie) => ({
  list: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
  keywords: fc.oneof(
    some({ type: fc.constantFrom("object", "array", "string", "number", "integer", "null", ["string", "null"]) }),
    some({ enum: fc.array(values, { minLength: 1, maxLength: 3 }) }),
    some({ const: values }),
    some({
      required: names,
      properties: fc.dictionary(fc.constantFrom("a", "b", "ab"), tie("schema"), { maxKeys: 2 }),
      patternProperties: fc.dictionary(pattern, tie("schema"), { maxKeys: 1 }),
      additionalProperties: tie("schema"),
    }),
    some({ propertyNames: tie("schema"), minProperties: count, maxProperties: count }),
    some({ minItems: count, maxItems: count, uniqueItems: fc.constant(true), contains: tie("schema") }),
    some({ minimum: count, exclusiveMaximum: count, multipleOf: fc.constantFrom(1, 2, 0.5) }),
    some({ minLength: count, maxLength: count, pattern }),
    some({ allOf: tie("list") }),
    some({ anyOf: tie("list") }),
    some({ oneOf: tie("list") }),
    some({ not: tie("schema") }),
    // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
    some({ if: tie("schema"), then: tie("schema"), else: tie("schema") }),
  ),
  schema: fc.oneof({ maxDepth: 3 }, fc.boolean(), {
    weight: 3,
    arbitrary: fc
      .array(tie("keywords"), { minLength: 1, maxLength: 3 })
      .map((keywords): object => Object.assign({}, ...keywords)),
  }),
})).schema;

/** Keywords that differ between drafts. */
const modern = fc.record(
  {
    prefixItems: fc.array(schemas, { minLength: 1, maxLength: 2 }),
    items: schemas,
    contains: schemas,
    minContains: count,
    maxContains: count,
    dependentRequired: fc.dictionary(fc.constantFrom("a", "b"), names, { maxKeys: 2 }),
    dependentSchemas: fc.dictionary(fc.constantFrom("a", "b"), schemas, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);
const draft7 = fc.record(
  {
    items: fc.oneof(schemas, fc.array(schemas, { minLength: 1, maxLength: 2 })),
    additionalItems: schemas,
    dependencies: fc.dictionary(fc.constantFrom("a", "b"), fc.oneof(names, schemas), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

/** Converts to JSON and back. */
const parsed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("compileSchema", () => {
  it.each([
    ["2020-12", fc.oneof(schemas, modern)],
    ["7", fc.oneof(schemas, draft7)],
  ] as const)("agrees with another implementation on schemas of draft %s", { timeout: 60_000 }, (draft, written) => {
    fc.assert(
      fc.property(written, fc.array(values, { minLength: 1, maxLength: 6 }), (schema, some) => {
        const [one, all] = [parsed(schema), parsed(some)];
        const check = compileSchema(one);
        for (const value of all) {
          const { valid } = validate(value, one, draft);
          expect([one, value, check(value) === undefined]).toEqual([one, value, valid]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  const TREE = {
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { kids: { type: "array", items: { $ref: "#/$defs/node" } } } } },
  };

  it("resolves references, including recursive ones", () => {
    const check = compileSchema(TREE);
    expect(check({ kids: [{ kids: [] }, {}] })).toBeUndefined();
    expect(check({ kids: [{ kids: [3] }] })).toEqual({ keyword: "type", path: ["kids", "0", "kids", "0"] });
  });

  it.each([
    ["required", { required: ["city"] }, {}, ["city"]],
    ["type", { properties: { city: { type: "string" } } }, { city: 1 }, ["city"]],
    ["additionalProperties", { additionalProperties: false }, { secret: 1 }, ["*"]],
    ["type", { additionalProperties: { type: "string" } }, { secret: 1 }, ["*"]],
    ["enum", { items: { enum: [1] } }, [1, 2], ["1"]],
    ["propertyNames", { propertyNames: { maxLength: 2 } }, { secret: 1 }, ["*"]],
  ])("reports where `%s` failed by names of the schema, never of the value", (keyword, schema, value, path) => {
    expect(compileSchema(schema)(value)).toEqual({ keyword, path });
  });

  it("accepts the patterns that Zod writes for email addresses and passwords", () => {
    const mail =
      "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$";
    const check = compileSchema({ pattern: mail });
    const told = ["ann@example.com", ".ann@example.com", "a..n@example.com", "ann"].map((text) => check(text)?.keyword);
    expect(told).toEqual([undefined, "pattern", "pattern", "pattern"]);
    const strong = compileSchema({ pattern: "^(?=.*[A-Z])(?=.*\\d).{4,}$" });
    expect(["Abc1", "abc1", "Abcd", "A1"].map((text) => strong(text) === undefined)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    [{ type: "strnig" }],
    [{ type: 3 }],
    [{ properties: [] }],
    [{ required: "city" }],
    [{ items: 3 }],
    [{ pattern: "(" }],
    [{ pattern: "(a)\\1" }],
    [{ minimum: "3" }],
    [{ anyOf: [] }],
    [{ $ref: "https://example.com/schema" }],
    [{ $ref: "#/$defs/none" }],
    [{ unevaluatedProperties: false }],
    [null],
  ])("rejects %j, which checks nothing", (schema) => {
    expect(() => compileSchema(schema)).toThrow(SchemaError);
  });

  const DOUBLING = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: [1, 2].map(() => ({ $ref: `#/$defs/d${at + 1}` })) }]),
  );

  it.each([
    ["refers to itself", { $ref: "#" }, 1],
    ["doubles with every reference", { $ref: "#/$defs/d0", $defs: { ...DOUBLING, d40: { type: "number" } } }, 1],
    ["has a pattern as long as the text", { pattern: "(?:a{0,300}){3}b" }, "a".repeat(200_000)],
    [
      "compares everything with everything",
      { items: { enum: ["a".repeat(40)] } },
      Array.from({ length: 2e5 }, () => "a".repeat(40)),
    ],
  ])("rejects a schema that %s", { timeout: 60_000 }, (_, schema, value) => {
    expect(() => compileSchema(schema)(value)).toThrow(WorkError);
  });

  it("handles a pattern on which RegExp takes exponential time", () => {
    expect(compileSchema({ pattern: "^(a+)+$" })(`${"a".repeat(2_000)}!`)).toEqual({ keyword: "pattern", path: [] });
  });
});
