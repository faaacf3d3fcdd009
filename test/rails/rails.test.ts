import { defineAction } from "../../src/rails/action.ts";
import { defineRail, type Rail } from "../../src/rails/rail.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { railContract } from "../contracts/rail.contract.ts";
import { outputRail } from "../support/output-rail.ts";

const builtIn = (flow: string): Rail => outputRail(flow, { regex_detection: { output: { patterns: ["napalm"] } } });

const action = (): Rail => {
  const words = defineAction("check words", (_params, { botMessage }) => !botMessage.includes("napalm"));
  return outputRail("check words", {}, { actions: [words] });
};

const texts = { allowed: "a fine day in the park, ", forbidden: "napalm" };
railContract("regex check output", { ...texts, rail: () => builtIn("regex check output") });
railContract("self check output", {
  ...texts,
  rail: () => builtIn("self check output"),
  answer: (prompt) => (prompt.includes("napalm") ? "Yes" : "No"),
});
railContract("an action as a rail", { ...texts, rail: action });
railContract("a rail of one's own that reads windows", {
  ...texts,
  rail: () =>
    defineRail({
      name: "own",
      reads: "window",
      check: ({ text }) => (text.includes("napalm") ? { outcome: "block" } : { outcome: "allow" }),
    }),
});
railContract("a rail of one's own that needs the whole answer", {
  ...texts,
  rail: () =>
    defineRail({
      name: "own",
      reads: "whole",
      check: ({ text }) => (text.includes("napalm") ? { outcome: "block" } : { outcome: "allow" }),
    }),
});
railContract("a gate of one's own", {
  ...texts,
  rail: () =>
    defineRail({
      name: "own",
      reads: "incremental",
      createGate: () => new PatternGate(compilePatterns(["napalm"])),
    }),
});
