import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseColang } from "../../../src/colang/parse-colang.ts";
import { FlowFailure, FlowMachine, MAX_STEPS } from "../../../src/rails/colang/flow-machine.ts";
import { compileFlow } from "../../../src/rails/colang/flow-program.ts";

const programsOf = (text: string) => {
  const { file, issues } = parseColang(text);
  expect(issues).toEqual([]);
  return new Map(file.flows.map((flow) => [flow.name ?? "", compileFlow(flow.body, flow.at)]));
};

/** What a flow does, run to its end; actions give what they were given first. */
const run = (body: string, variables: Readonly<Record<string, unknown>> = {}, more = "") => {
  const programs = programsOf(`define flow f\n${body.replaceAll(/^/gm, "  ")}\n${more}`);
  const said: unknown[] = [];
  const machine = new FlowMachine(programs, "f", variables, {
    say: (message) => said.push(message.kind === "named" ? message.name : message.kind),
    emit: ({ name, properties }) => said.push([name, properties]),
  });
  for (let effect = machine.next(); effect !== undefined; effect = machine.next()) {
    if (effect.kind === "execute") machine.resume(effect.args.positional[0] ?? effect.args.named);
    else said.push(`rail ${effect.flow}`);
  }
  return { said, changed: machine.changed, stopped: machine.stopped };
};

const faultsOf = (body: string): readonly string[] =>
  [...programsOf(`define flow f\n${body.replaceAll(/^/gm, "  ")}\n`).values()].flatMap(({ faults }) =>
    faults.map(({ message }) => message),
  );

describe("a run of a flow", () => {
  it("takes the first branch that holds", () => {
    const body = "if $x > 2\n  bot a\nelse if $x > 1\n  bot b\nelse\n  bot c\nbot end";
    const said = [3, 2, 1].map((x) => run(body, { x }).said);
    expect(said).toEqual([
      ["a", "end"],
      ["b", "end"],
      ["c", "end"],
    ]);
  });

  it("loops, breaks and continues", () => {
    const body =
      "$i = 0\nwhile $i < 9\n  $i = $i + 1\n  if $i == 2\n    continue\n  if $i == 4\n    break\n  $sum += $i";
    expect(run(body, { sum: 0 }).changed).toEqual({ i: 4, sum: 4 });
  });

  it("jumps to labels", () => {
    expect(run("goto b\nbot a\nlabel b\nbot b").said).toEqual(["b"]);
  });

  it("assigns the result of an action to a variable", () => {
    expect(run('$y = execute act(1)\n$z = execute act(a="b", c=$y)').changed).toEqual({ y: 1, z: { a: "b", c: 1 } });
  });

  it("runs subflows with arguments, and rails that are not subflows", () => {
    const { said } = run(
      "do g(n=2)\ndo other rail\nbot end",
      {},
      "define subflow g\n  if $n == 2\n    bot two\n    return\n  bot no\n",
    );
    expect(said).toEqual(["two", "rail other rail", "end"]);
  });

  it("ends everything at stop, even in a subflow", () => {
    const result = run("do g\nbot end", {}, "define subflow g\n  stop\n");
    expect([result.said, result.stopped]).toEqual([[], true]);
  });

  it("receives its own events, and branches on them", () => {
    const body = "create event A(n=1)\nwhen event B\n  bot b\nelse when event A(n=1)\n  bot a\n$n = $event.n";
    expect(run(body)).toMatchObject({ said: [["A", { n: 1 }], "a"], changed: { n: 1 } });
  });

  it.each(["while True\n  $x = 1", "label a\ngoto a"])("terminates: %j", (body) => {
    expect(() => run(body)).toThrow(`more than ${MAX_STEPS} steps`);
  });

  it("limits the size of values and the number of calls", () => {
    expect(() => run('$x = "ab"\nwhile True\n  $x = $x + $x')).toThrow(/longer than/);
    expect(() => run("do g", {}, "define subflow g\n  do g\n")).toThrow(/call one another/);
    expect(() => run("while True\n  create event A")).toThrow(/events/);
  });

  it("reports a failure with flow and line", () => {
    expect(() => run("do g", {}, "define subflow g\n  pass\n  $x = 1 / 0\n")).toThrow(
      expect.objectContaining({ flow: "g", at: { line: 5, column: 3 } }),
    );
  });

  it("omits unreachable statements from a program", () => {
    expect(faultsOf("user hi\nbot ...\nwhen user hi\n  pass\n$x = ...\ndo $flow\nbreak\ngoto nowhere")).toEqual([
      expect.stringContaining("waits for the user"),
      expect.stringContaining("waits for the bot"),
      expect.stringContaining("waits for the user"),
      expect.stringContaining("A model would make"),
      expect.stringContaining("must be known"),
      expect.stringContaining("no while around this break"),
      expect.stringContaining('no label "nowhere"'),
    ]);
  });

  it("computes the same sums as JavaScript", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 30 }), (list) => {
        const body = "$i = 0\n$sum = 0\nwhile $i < len($list)\n  $sum = $sum + $list[$i]\n  $i = $i + 1";
        expect(run(body, { list }).changed["sum"]).toBe(list.reduce((sum, one) => sum + one, 0));
      }),
      { numRuns: 50 },
    );
  });

  it("terminates, or fails with a position, for any flow", () => {
    const line = fc.constantFrom(
      "$x = $x + 1",
      '$s = $s + "ab"',
      "$l = $l + [$x]",
      "bot a",
      "execute act(1)",
      "do f",
      "do nowhere",
      "stop",
      "return",
      "create event A",
      "event A",
      "goto a",
      "label a",
      "$y = $s[$x]",
      "$y = $nobody.x",
    );
    const block = (head: string) =>
      fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => [head, ...lines.map((one) => `  ${one}`)]);
    const statement = fc.oneof(
      line.map((one) => [one]),
      block("if $x > 1"),
      block("while $x < 5"),
      block("while True"),
    );
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 8 }), (statements) => {
        const body = statements.flat().join("\n");
        if (faultsOf(body).length > 0) return;
        try {
          run(body, { x: 0, s: "", l: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(FlowFailure);
          expect((error as FlowFailure).at.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
