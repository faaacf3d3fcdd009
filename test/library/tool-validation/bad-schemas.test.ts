import { expect, it } from "vitest";
import { SchemaError } from "../../../src/library/tool-validation/schema/check.ts";
import { compileSchema } from "../../../src/library/tool-validation/schema/compile-schema.ts";

it.each([
  { uniqueItems: 1 },
  { enum: "a" },
  { type: "nothing" },
  { type: "toString" },
  { prefixItems: {} },
  { contains: {}, minContains: "1" },
  { contains: {}, maxContains: "1" },
  { minimum: "1" },
  { minItems: -1 },
  { minItems: 1.5 },
  { anyOf: [] },
  { oneOf: {} },
  { pattern: 5 },
  { pattern: "(" },
])("rejects an invalid schema: %j", (schema) => {
  expect(() => compileSchema(schema)).toThrow(SchemaError);
});
