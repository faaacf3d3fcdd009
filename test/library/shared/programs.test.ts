import { expect, test } from "vitest";
import { sharedProgram, SharedPrograms } from "../../../src/library/shared/programs.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";

test("an equal list is compiled once, and a different one separately", () => {
  const program = sharedProgram(["a+", "b"], { ignoreCase: true });
  expect(sharedProgram(["a+", "b"], { ignoreCase: true })).toBe(program);
  expect(sharedProgram(["a+", "b"], { ignoreCase: false })).not.toBe(program);
  expect(sharedProgram(["a+,b"], { ignoreCase: true })).not.toBe(program);
});

test("the most recently used lists are cached, up to a limit", () => {
  const [old, kept] = [sharedProgram(["old"], {}), sharedProgram(["kept"], {})];
  for (let at = 0; at < 31; at += 1) {
    sharedProgram([`number ${at}`], {});
    sharedProgram(["kept"], {});
  }
  expect(sharedProgram(["kept"], {})).toBe(kept);
  expect(sharedProgram(["old"], {})).not.toBe(old);
});

test("a list with an invalid pattern is rejected every time", () => {
  for (let turn = 0; turn < 2; turn += 1) expect(() => sharedProgram(["fine", "("], {})).toThrow(PatternError);
});

test("a failed compilation is retried", () => {
  const programs = new SharedPrograms<string>();
  const broken = (): string => {
    throw new PatternError("broken", 0);
  };
  expect(() => programs.of("key", broken)).toThrow(PatternError);
  expect(programs.of("key", () => "compiled")).toBe("compiled");
  expect(programs.of("key", broken)).toBe("compiled");
});
