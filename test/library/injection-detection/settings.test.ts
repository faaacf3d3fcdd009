import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail } from "../../support/mask-cases.ts";

const FLOW = "injection detection";
const detecting = (settings: object) => gatingRail(FLOW, { injection_detection: settings });

const problemsOf = (settings: object): readonly string[] => {
  try {
    detecting(settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
};

const found = (settings: object, text: string): readonly string[] =>
  gated(detecting({ action: "omit", ...settings }).createGate(), [text]).findings.map(({ label = "" }) => label);

const rule = (strings: string, condition = "any of them", name = "own"): string =>
  `rule ${name} : tag { meta: author = "x" strings: ${strings}\n condition: ${condition} }`;

describe("the settings of injection detection", () => {
  it("are those of NeMo Guardrails", () => {
    expect(problemsOf({ injections: ["sqli", "xss"], action: "omit", yara_rules: {}, yara_path: "" })).toEqual([]);
    expect(problemsOf({ injections: ["sql"] })).toEqual([
      'rails.config.injection_detection.injections.0: Unknown kind of injection "sql", did you mean `sqli`?',
    ]);
    expect(problemsOf({ action: "drop" }).join()).toContain("one of `reject`, `omit`, `sanitize`");
    expect(problemsOf({ yara_path: "./rules" }).join()).toContain("write the rules under `yara_rules`");
  });
});

describe("YARA rules", () => {
  it("match texts and regular expressions, with modifiers", () => {
    const yara_rules = {
      own: rule('$a = "for \\"me\\"" // a remark\n $b = /x{2,4}y/i\n $c = "Whole" nocase fullword'),
    };
    const settings = { injections: ["own"], yara_rules };
    expect(found(settings, 'it is for "me" only')).toEqual(["own"]);
    expect(found(settings, "aXXXYb")).toEqual(["own"]);
    expect(found(settings, "the whole, and wholes")).toEqual(["own"]);
    expect(found(settings, "' OR 1=1 --")).toEqual([]);
  });

  it("are added to the built-in kinds if no kind is named", () => {
    const settings = { yara_rules: { own: rule('$a = "magic"') } };
    expect(found(settings, "magic ' OR 1=1 --")).toEqual(["own", "sqli"]);
  });

  it("use the strings in their condition", () => {
    const strings = '$a = "one"\n $b1 = "two"\n $b2 = "three"';
    const of = (condition: string): object => ({ injections: ["own"], yara_rules: { own: rule(strings, condition) } });
    expect(found(of("$a or $b1"), "one two three")).toEqual(["own", "own"]);
    expect(found(of("any of ($b*)"), "one two three")).toEqual(["own", "own"]);
    expect(found(of("1 of them"), "one two three")).toHaveLength(3);
  });

  it.each([
    ["$a and $b", '$a = "x" $b = "y"', "the condition `$a and $b` is not run here"],
    ["all of them", '$a = "x"', "the condition `all of them`"],
    ["any of them", "$a = { 6a 62 }", "expected texts in quotes"],
    ["any of them", '$a = "x" wide', "the modifier `wide`"],
    ["any of them", "$a = /(a/", "This YARA rule cannot be used"],
  ])("are rejected if a single string does not decide: %s", (condition, strings, problem) => {
    expect(problemsOf({ yara_rules: { own: rule(strings, condition) } }).join()).toContain(problem);
  });

  it("are rejected if they cannot be parsed", () => {
    expect(problemsOf({ yara_rules: { own: "not a rule" } }).join()).toContain("expected one YARA rule");
    expect(problemsOf({ yara_rules: { own: 7 } }).join()).toContain("expected the text of a YARA rule");
  });
});
