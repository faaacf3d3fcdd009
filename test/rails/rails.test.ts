import { RailsConfig } from "../../src/library/rails-config.ts";
import { resolveRails } from "../../src/library/resolve/resolve-rails.ts";
import { defineAction } from "../../src/rails/action.ts";
import { defineRail, type Rail } from "../../src/rails/rail.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { railContract } from "../contracts/rail.contract.ts";
import { railSources } from "../support/rail-sources.ts";

const builtIn = (flow: string): Rail => {
  const config = RailsConfig.fromObject({
    rails: {
      output: { flows: [flow] },
      config: { regex_detection: { output: { patterns: ["napalm"] } } },
    },
  });
  const [rail] = resolveRails(railSources(config)).output;
  if (rail === undefined) throw new Error("no rail");
  return rail;
};

const action = (): Rail => {
  const config = RailsConfig.fromObject({
    rails: { output: { flows: ["check words"], streaming: { enabled: true, stream_first: false } } },
  });
  const words = defineAction("check words", (_params, { botMessage }) => !botMessage.includes("napalm"));
  return resolveRails(railSources(config, { actions: [words] })).output[0] as Rail;
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
