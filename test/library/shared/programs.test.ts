import { expect, test } from "vitest";
import { sharedProgram, SharedPrograms } from "../../../src/library/shared/programs.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";

test("a list that comes again is compiled once, and one that differs is another", () => {
  const program = sharedProgram(["a+", "b"], { ignoreCase: true });
  expect(sharedProgram(["a+", "b"], { ignoreCase: true })).toBe(program);
  expect(sharedProgram(["a+", "b"], { ignoreCase: false })).not.toBe(program);
  expect(sharedProgram(["a+,b"], { ignoreCase: true })).not.toBe(program);
});

test("the lists that were asked for last are remembered, and no more of them", () => {
  const [old, kept] = [sharedProgram(["old"], {}), sharedProgram(["kept"], {})];
  for (let at = 0; at < 31; at += 1) {
    sharedProgram([`number ${at}`], {});
    sharedProgram(["kept"], {});
  }
  expect(sharedProgram(["kept"], {})).toBe(kept);
  expect(sharedProgram(["old"], {})).not.toBe(old);
});

test("a list with a pattern that cannot be used is refused every time", () => {
  for (let turn = 0; turn < 2; turn += 1) expect(() => sharedProgram(["fine", "("], {})).toThrow(PatternError);
});

test("what could not be compiled is tried again", () => {
  const programs = new SharedPrograms<string>();
  const broken = (): string => {
    throw new PatternError("broken", 0);
  };
  expect(() => programs.of("key", broken)).toThrow(PatternError);
  expect(programs.of("key", () => "compiled")).toBe("compiled");
  expect(programs.of("key", broken)).toBe("compiled");
});
