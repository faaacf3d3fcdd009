import { expect, it } from "vitest";
import { passedHeaders } from "../../../src/engine/guard/passed-headers.ts";

const passed = (value: string, forbids: (text: string) => boolean = () => false): string | undefined =>
  passedHeaders(new Headers({ "x-request-id": value }), forbids)["x-request-id"];

it.each([
  "req_01AbC-9",
  "149984",
  "6m0s",
  "2026-01-27T12:00:00Z",
  "2026-01-27T12:00:00+01:00",
  "a/b==",
  "x".repeat(128),
])("passes ids and counts: %s", (value) => {
  expect(passed(value)).toBe(value);
});

it.each(["the prompt was this", "", "a\tb", "caf\u00e9", "x".repeat(129), "a, b"])("drops prose: %j", (value) => {
  expect(passed(value)).toBeUndefined();
});

it("drops values that a rail forbids, and other headers", () => {
  expect(passed("napalm", (text) => text === "napalm")).toBeUndefined();
  const headers = new Headers({ "retry-after": "3", "set-cookie": "a=b", "openai-organization": "acme" });
  expect(passedHeaders(headers, () => false)).toEqual({ "retry-after": "3" });
});
