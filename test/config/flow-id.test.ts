import { expect, test } from "vitest";
import { flowId, formatFlowId } from "../../src/config/flow-id.ts";

test.each([
  ["self check output", "self check output", {}],
  ["  self  check\toutput ", "self check output", {}],
  ["content safety check output $model=abc", "content safety check output", { model: "abc" }],
  ['content safety check output $model="a b"', "content safety check output", { model: "a b" }],
  ["topic safety check input $model = 'abc'", "topic safety check input", { model: "abc" }],
  ["rail $a=1 $b=2", "rail", { a: "1", b: "2" }],
  ["rail $a=1, $b=2", "rail", { a: "1", b: "2" }],
  ["content_safety(model=abc)", "content_safety", { model: "abc" }],
  ['rail(a="x, y", b = z)', "rail", { a: "x, y", b: "z" }],
  ["rail($a=1)", "rail", { a: "1" }],
  ["rail()", "rail", {}],
  ["rail $model", "rail $model", {}],
  ["rail(a=1", "rail(a=1", {}],
  ["rail(a=1) b", "rail(a=1) b", {}],
  ["", "", {}],
])("flowId parses %j", (flow, name, params) => {
  expect(flowId(flow)).toEqual({ name, params });
});

test("flowId does not confuse parameters with inherited properties", () => {
  expect(Reflect.get({}, "x")).toBeUndefined();
  expect(Object.keys(flowId("rail $__proto__=x").params)).toEqual(["__proto__"]);
});

test("formatFlowId normalizes every spelling", () => {
  const forms = ['rail $model="abc"', "rail  $model=abc", "rail(model=abc)"].map((flow) => formatFlowId(flowId(flow)));
  expect(new Set(forms)).toEqual(new Set(["rail $model=abc"]));
});
