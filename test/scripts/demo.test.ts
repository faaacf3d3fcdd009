import { expect, test } from "vitest";
import { Process, ROOT } from "../cli/cli.ts";

test("the demo shows three guarded streams and ends by itself", async () => {
  const { code, out, err } = await new Process(`${ROOT}scripts/demo.ts`, []).end().ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.match(/outcome .*/g)).toEqual([
    "outcome ✓ passed (finish_reason stop)",
    "outcome ✗ blocked by self check output (finish_reason content_filter)",
    "outcome ✗ blocked by self check input (finish_reason content_filter)",
  ]);
  expect(out).toMatch(/model {3}ran to its end, (\d+) of \1 tokens sent/);
  const [, sent, all] = /aborted by the gateway, (\d+) of (\d+) tokens sent/.exec(out) ?? [];
  expect(Number(sent)).toBeLessThan(Number(all));
  expect(out).toContain("model   never called");
  expect(out).not.toContain("\u001b");
});
