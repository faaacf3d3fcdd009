import { describe, expect, it } from "vitest";
import { dialogOf } from "../../src/colang/dialog.ts";
import { parseColang } from "../../src/colang/parse-colang.ts";

const dialogIn = (...body: readonly string[]) =>
  dialogOf(parseColang(["define flow x", ...body.map((line) => `  ${line}`)].join("\n")).file);

describe("dialogOf", () => {
  it("is empty for messages and for flows that only run", () => {
    const text = `define user greet
  "hi"
define bot refuse
  "No."
define subflow check
  $ok = execute check(text=$user_message)
  if not $ok
    create event Refused(reason="no")
    bot refuse
    stop
  do more
  while $i < 2
    $i += 1`;
    expect(dialogOf(parseColang(text).file)).toEqual([]);
  });

  it.each([
    ["user", ["user greet", "bot greet"], 2],
    ["user", ["$a = 1", "if $a", "  pass", "else", "  user ..."], 6],
    ["user", ["when user greet", "  pass"], 2],
    ["bot", ["bot ...", "execute check"], 2],
    ["event", ["while $a", "  event UserSilent"], 3],
  ] as const)("finds the first wait for %s in %j", (waitsFor, body, line) => {
    expect(dialogIn(...body)).toEqual([{ flow: "x", at: expect.objectContaining({ line }), waitsFor }]);
  });

  it("lists every flow that waits, and no others", () => {
    const text = "define flow\n  user a\ndefine subflow b\n  stop\ndefine flow c\n  event X";
    expect(dialogOf(parseColang(text).file).map(({ flow, waitsFor }) => [flow, waitsFor])).toEqual([
      [undefined, "user"],
      ["c", "event"],
    ]);
  });
});
