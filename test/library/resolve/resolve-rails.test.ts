import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { railWarnings } from "../../../src/library/resolve/conflicts.ts";
import { type RailSet, resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { defineAction } from "../../../src/rails/action.ts";
import { type CheckRail, defineRail, type IncrementalRail, type Rail } from "../../../src/rails/rail.ts";
import { defineRailSpec } from "../../../src/rails/spec.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { type OwnParts, railSources } from "../../support/rail-sources.ts";

type Own = Pick<OwnParts, "rails" | "actions">;

const resolve = (rails: object, { rails: own = [], actions = [] }: Own = {}, more: object = {}): RailSet => {
  const config = RailsConfig.fromObject({ rails, ...more });
  return resolveRails(railSources(config, { rails: own, actions }));
};

const issuesOf = (...args: Parameters<typeof resolve>): readonly (readonly [string | undefined, string])[] => {
  try {
    resolve(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, message }) => [path, message]);
    throw error;
  }
  return [];
};

const whole = (name: string, more: Partial<CheckRail> = {}): Rail =>
  defineRail({ name, reads: "whole", check: () => ({ outcome: "allow" }), ...more });
const STREAM = { enabled: true, stream_first: true };

describe("a rail whose flow is skipped dialog", () => {
  const named = (name: string, own: Own = {}): readonly string[] => {
    const files = {
      "config.yml": `rails: { input: { flows: [${name}] }, tool_output: { per_tool: { mail: [${name} $a=1] } } }`,
      "x.co": `define flow ${name}\n  user hi\n  bot hi\n`,
    };
    const config = RailsConfig.fromFiles(files, { dialog: "skip" });
    const { rails = [], actions = [] } = own;
    return resolveRails(railSources(config, { rails, actions })).input.map((rail) => rail.name);
  };

  it("is not a rail", () => {
    expect(named("check hi")).toEqual([]);
  });

  it("is a custom rail or action with its name, if there is one", () => {
    expect(named("check hi", { rails: [whole("check hi")] })).toEqual(["check hi"]);
    expect(named("check hi", { actions: [defineAction("check_hi", () => true)] })).toEqual(["check hi"]);
  });

  it("is a built-in rail with its name, if there is one", () => {
    const files = {
      "config.yml": "rails: { input: { flows: [mask secrets on input] } }",
      "x.co": "define flow mask secrets on input\n  user hi\n  bot hi\n",
    };
    const set = resolveRails(railSources(RailsConfig.fromFiles(files, { dialog: "skip" })));
    expect(set.input.map(({ name }) => name)).toEqual(["mask secrets on input"]);
  });
});

describe("resolveRails", () => {
  it("finds built-in rails in configured order, separately for each group", () => {
    const set = resolve({
      config: { regex_detection: { input: { patterns: ["a"] }, output: { patterns: ["b"] } } },
      input: { flows: ["self check input", "regex check input"] },
      output: { flows: ["regex check output", "self check output"] },
    });
    expect(set.input.map(({ name }) => name)).toEqual(["self check input", "regex check input"]);
    expect(set.output.map(({ name }) => name)).toEqual(["regex check output", "self check output"]);
    expect(set.toolInput).toEqual([]);
  });

  it("rejects an unknown flow with a suggestion", () => {
    const [[path, message] = []] = issuesOf({ output: { flows: ["self chek output"] } });
    expect(path).toBe("rails.output.flows");
    expect(message).toContain("The provided output rail flow `self chek output` does not exist");
    expect(message).toContain("did you mean `self check output`?");
  });

  it("rejects a flow of the wrong group, and names of inherited properties", () => {
    for (const flow of ["self check output", "constructor", "toString", "__proto__"])
      expect(issuesOf({ input: { flows: [flow] } })[0]?.[1]).toContain("does not exist");
  });

  it("reports every error of a config at once", () => {
    const issues = issuesOf({
      input: { flows: ["nope"] },
      output: { flows: ["regex check output"] },
      tool_input: { flows: ["nope either"] },
      retrieval: { flows: ["anything"] },
    });
    expect(issues.map(([path]) => path)).toEqual([
      "rails.input.flows",
      "rails.config.regex_detection.output.patterns",
      "rails.retrieval.flows",
      "rails.tool_input.flows",
    ]);
  });

  it("rejects an invalid pattern, naming it", () => {
    const [[path, message] = []] = issuesOf({
      config: { regex_detection: { output: { patterns: ["ok", "(a"] } } },
      output: { flows: ["regex check output"] },
    });
    expect(path).toBe("rails.config.regex_detection.output.patterns.1");
    expect(message).toContain("Pattern '(a' cannot be used");
  });

  it("rejects a parameter that a built-in rail does not have", () => {
    const [[, message] = []] = issuesOf({ output: { flows: ["self check output $modle=x"] } });
    expect(message).toContain("unknown parameter `modle`, did you mean `model`?");
  });

  it.each([
    ["a rail that needs the complete answer", whole("w")],
    ["a rail that rewrites", defineRail({ ...(whole("w") as CheckRail), reads: "window", transforms: true })],
  ])("reports that %s holds text that stream_first would deliver", (_name, rail) => {
    const doubts = (rails: object): readonly string[] => {
      const config = RailsConfig.fromObject({ rails });
      return railWarnings(resolve(rails, { rails: [rail] }).output, config).map(({ path }) => path ?? "");
    };
    expect(doubts({ output: { flows: ["w"], streaming: STREAM } })).toEqual(["rails.output.streaming.stream_first"]);
    expect(doubts({ output: { flows: ["w"], streaming: { ...STREAM, stream_first: false } } })).toEqual([]);
    expect(doubts({ output: { flows: ["w"], streaming: STREAM, options: { w: { mode: "monitor" } } } })).toEqual([]);
    expect(doubts({ output: { flows: ["w"] } })).toEqual([]);
    expect(doubts({ input: { flows: ["w"] }, output: { streaming: STREAM } })).toEqual([]);
  });

  it("rejects two rewriting rails in parallel, and accepts one", () => {
    const own = { rails: [whole("a", { transforms: true }), whole("b", { transforms: true })] };
    const [[path] = []] = issuesOf({ input: { flows: ["a", "b"], parallel: true } }, own);
    expect(path).toBe("rails.input.parallel");
    expect(issuesOf({ input: { flows: ["a"], parallel: true } }, own)).toEqual([]);
    expect(issuesOf({ input: { flows: ["a", "b"] } }, own)).toEqual([]);
  });

  it("prefers a custom rail to an action, and an action to a built-in rail", async () => {
    const action = defineAction("self check output", () => false);
    const byAction = resolve({ output: { flows: ["self check output"] } }, { actions: [action] })
      .output[0] as CheckRail;
    const input = { text: "x", context: "", fresh: "x", channel: "text", final: true } as const;
    expect(await byAction.check(input, {} as never)).toEqual({ outcome: "block" });
    const own = whole("self check output");
    const byRail = resolve({ output: { flows: ["self check output"] } }, { actions: [action], rails: [own] });
    expect(await (byRail.output[0] as CheckRail).check(input, {} as never)).toEqual({ outcome: "allow" });
  });

  it("prefers options of the config to a rail's own", () => {
    const rail = whole("w", { timeoutMs: 5, onError: "allow" });
    const options = { w: { timeout: 2, on_error: "block" } };
    expect(resolve({ input: { flows: ["w"], options } }, { rails: [rail] }).input[0]).toMatchObject({
      timeoutMs: 2_000,
      onError: "block",
    });
    expect(resolve({ input: { flows: ["w"] } }, { rails: [rail] }).input[0]).toMatchObject({
      timeoutMs: 5,
      onError: "allow",
    });
  });

  it("keeps the methods and private fields of a rail that is a class instance", async () => {
    class Counting implements CheckRail {
      readonly name = "counting";
      readonly reads = "whole";
      #count = 0;
      check(): { outcome: "block"; reason: string } {
        return { outcome: "block", reason: `call ${++this.#count}` };
      }
    }
    class Gate implements IncrementalRail {
      readonly name = "gate";
      readonly reads = "incremental";
      readonly #program = compilePatterns(["x"]);
      createGate(): PatternGate {
        return new PatternGate(this.#program);
      }
    }
    const made = defineRailSpec({
      flows: { made: { groups: ["input"], reads: "whole" } },
      create: () => new Counting(),
    });
    const flows = ["counting $tone=x", "gate", "made"];
    const set = resolve(
      { input: { flows, options: { gate: { timeout: 1 } } } },
      { rails: [new Counting(), new Gate(), made] },
    );
    const [counting, gate, created] = set.input as [CheckRail, IncrementalRail, CheckRail];
    expect(counting.name).toBe("counting $tone=x");
    expect(await counting.check({} as never, {} as never)).toEqual({ outcome: "block", reason: "call 1" });
    expect(gate.createGate().feed("x").findings).toHaveLength(1);
    expect(await created.check({} as never, {} as never)).toEqual({ outcome: "block", reason: "call 1" });
  });
});
