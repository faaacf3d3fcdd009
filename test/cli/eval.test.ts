import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { JudgedSample } from "../../src/cli/eval/judge-sample.ts";
import { junitOf } from "../../src/cli/eval/report.ts";
import { evaluate, resultOf } from "../../src/cli/eval/score.ts";
import { run } from "./cli.ts";
import { folder } from "./config-folder.ts";

const CONFIG = `
models: []
rails:
  input: { flows: [regex check input] }
  output: { flows: [regex redact output], streaming: { enabled: true } }
  config:
    regex_detection:
      input: { patterns: ["forbidden"] }
      output: { patterns: ["sk-[a-z]{3}"] }
`;

const LINES = [
  { id: "asks", prompt: "a forbidden thing", expected: "blocked" },
  { id: "fine", prompt: "hello", expected: "passed" },
  { id: "leaks", prompt: "hello", answer: "sk-abc", expected: "modified", rails: ["regex redact output"] },
  { id: "answer", answer: "nothing", expected: "passed" },
];

const setup = async (
  lines: readonly object[],
): Promise<{ readonly path: string; readonly args: readonly string[] }> => {
  const path = await folder({ "config.yml": CONFIG });
  await writeFile(`${path}/data.jsonl`, lines.map((line) => JSON.stringify(line)).join("\n"));
  return { path, args: ["eval", `${path}/data.jsonl`, "--config", `${path}/config.yml`] };
};

test("eval prints precision, recall and false positives per rail, and exits with 0 without errors", async () => {
  const { args } = await setup(LINES);
  const { code, out, err } = await run(args);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^rail +samples +precision +recall +false alarms/);
  expect(out).toMatch(/^regex check input \(input\) +3 +100\.0 % +100\.0 % +0 \(0\.0 %\)/m);
  expect(out).toMatch(/^regex redact output \(output\) +2 +100\.0 % +100\.0 % +0 \(0\.0 %\)/m);
  expect(out).toMatch(/^all +4 +100\.0 % +100\.0 % +0 \(0\.0 %\)/m);
});

test("eval fails on false negatives or false positives above the limits, and lists them", async () => {
  const wrong = [
    ...LINES,
    { id: "missed", prompt: "verboten", expected: "blocked" },
    { id: "alarm", prompt: "is it forbidden?", expected: "passed" },
  ];
  const { args, path } = await setup(wrong);
  const files = ["--json", `${path}/out.json`, "--junit", `${path}/out.xml`];
  const { code, out } = await run([...args, ...files]);
  expect(code).toBe(1);
  expect(out).toContain("missed       missed: expected blocked, passed\n");
  expect(out).toContain("false alarm  alarm: expected passed, blocked (regex check input)\n");
  const json = JSON.parse(await readFile(`${path}/out.json`, "utf8")) as {
    readonly overall: object;
    readonly results: readonly object[];
  };
  expect(json.overall).toMatchObject({ found: 2, missed: 1, falseAlarms: 1, falseAlarmRate: 1 / 3 });
  expect(json.results.at(-1)).toEqual({
    id: "alarm",
    expected: "passed",
    status: "blocked",
    verdict: "false alarm",
    rail: "regex check input",
  });
  const xml = await readFile(`${path}/out.xml`, "utf8");
  expect(xml).toContain('<testsuite name="data.jsonl" tests="6" failures="2" errors="0">');
  expect(xml).toContain('name="missed"');
  expect(JSON.stringify(json) + xml).not.toMatch(/verboten|sk-abc/);
  expect((await run([...args, "--min-recall", "0.6", "--max-false-alarms", "0.4"])).code).toBe(0);
});

test("eval attributes a missed sample without `rails` to a rail only if no rail found it, otherwise to each named rail", async () => {
  const leak = { prompt: "hello", answer: "sk-abc", expected: "modified" };
  const both = ["regex check input", "regex redact output"];
  const missed = async (sample: object): Promise<readonly unknown[]> => {
    const { args, path } = await setup([sample]);
    await run([...args, "--json", `${path}/out.json`]);
    const { rails } = JSON.parse(await readFile(`${path}/out.json`, "utf8")) as { readonly rails: readonly object[] };
    return rails.map((score) => [Reflect.get(score, "found"), Reflect.get(score, "missed")]);
  };
  expect(await missed(leak)).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(await missed({ ...leak, rails: both })).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(await missed({ ...leak, answer: "sk-1" })).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test("eval reports the line that it cannot parse, and the valid values of an option", async () => {
  const { args } = await setup([...LINES, { prompt: "x" }]);
  expect(await run(args)).toMatchObject({ code: 1, err: expect.stringMatching(/data\.jsonl: Line 5: expected/) });
  const fine = await setup(LINES);
  expect(await run([...fine.args, "--min-recall", "2"])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/a share from 0 to 1/),
  });
  expect(await run([...fine.args, "--jobs", "0"])).toMatchObject({ code: 2 });
});

test("eval counts a failed rail as an error, and as neither a finding nor a false positive", async () => {
  const models = [
    { type: "main", engine: "scripted", model: "m" },
    { type: "self_check_input", engine: "scripted", model: "j", parameters: { fault: { status: 400 } } },
  ];
  const rails = { input: { flows: ["self check input"] } };
  const path = await folder({ "config.yml": JSON.stringify({ models, rails }) });
  const samples = [
    { id: "bad", prompt: "bad", expected: "blocked" },
    { id: "fine", prompt: "fine", expected: "passed" },
  ];
  await writeFile(`${path}/data.jsonl`, samples.map((sample) => JSON.stringify(sample)).join("\n"));
  const { code, out } = await run(["eval", `${path}/data.jsonl`, "--config", `${path}/config.yml`]);
  expect(code).toBe(1);
  expect(out).toMatch(/^self check input \(input\) +2 +- +- +0 \(-\).* 2$/m);
  expect(out).toMatch(/^all +2 +- +- +0 \(-\) +2$/m);
  expect(out).toContain("error        bad: expected blocked, failed (self check input failed)\n");
});

test("eval counts a block instead of a rewrite as a finding, and never more false positives than samples", () => {
  const judged = (expected: "passed" | "modified", status: "passed" | "blocked"): JudgedSample => ({
    sample: { id: "x", messages: [], expected },
    status,
    rails: [],
  });
  const { overall } = evaluate([
    judged("modified", "blocked"),
    judged("passed", "blocked"),
    judged("passed", "passed"),
  ]);
  expect(overall).toEqual({ found: 1, missed: 0, falseAlarms: 2, precision: 1 / 2, recall: 1, falseAlarmRate: 2 / 3 });
});

test("eval counts a sample whose request fails as an error without a verdict", () => {
  const sample = { id: 'a<b>"&\u0000', messages: [], expected: "passed" } as const;
  const failed: JudgedSample = { sample, error: "no & model", rails: [] };
  const evaluation = evaluate([failed]);
  expect([resultOf(failed), evaluation.errors, evaluation.overall.recall]).toEqual(["error", 1, null]);
  const xml = junitOf(evaluation, "data");
  expect(xml).toContain('name="a&lt;b&gt;&quot;&amp;\uFFFD"');
  expect(xml).toContain('<error message="no &amp; model"/>');
});

test("eval reports an unknown key with its line", async () => {
  const { args } = await setup([{ ...LINES[0], promt: "hi" }]);
  const { code, err } = await run(args);
  expect(err).toContain("Line 1: promt: unknown key");
  expect(code).toBe(1);
});

test("eval refuses a rail that the config has not, which could find nothing", async () => {
  const { args } = await setup([
    { id: "leaks", answer: "sk-abc", expected: "modified", rails: ["regex redact outptu"] },
  ]);
  const { code, err } = await run(args);
  expect(code).toBe(1);
  expect(err).toContain(
    'Sample leaks: rails: the config has no rail "regex redact outptu": it has "regex check input"',
  );
});

test("eval reports a line that is not JSON, and a report file that it cannot write after the results", async () => {
  const { path, args } = await setup(LINES);
  await writeFile(`${path}/broken.jsonl`, '{"prompt": "hi", "expected": "passed"}\n{"prompt":');
  const broken = [args[0] ?? "", `${path}/broken.jsonl`, ...args.slice(2)];
  expect((await run(broken)).err).toMatch(/broken\.jsonl: Line 2: it is no JSON\n$/);
  const nowhere = `${path}/nowhere/report.xml`;
  const { code, out, err } = await run([...args, "--junit", nowhere]);
  expect(out).toContain("precision");
  expect({ code, err }).toEqual({
    code: 1,
    err: `edgerails: Cannot write \`${nowhere}\`: no such file or directory (ENOENT)\n`,
  });
});

test("eval reports where it searched for samples", async () => {
  const { code, err } = await run(["eval", "nowhere.jsonl"]);
  expect(err).toContain("There is no file of samples at nowhere.jsonl");
  expect(code).toBe(1);
});

test.each([
  [{ prompt: "x", expected: "block" }, 'expected: expected "passed", "modified" or "blocked"'],
  [{ prompt: "x" }, "expected: is missing"],
  [{ prompt: 3, expected: "passed" }, "prompt: expected string"],
  [[{ prompt: "x", expected: "passed" }], "expected one sample in braces on each line"],
])("eval reports the error in %j in its own words, without the value", async (line, words) => {
  const { args } = await setup([line]);
  const { err } = await run(args);
  expect(err.endsWith(`data.jsonl: Line 1: ${words}\n`)).toBe(true);
});

test("eval reads files with a byte order mark and CRLF", async () => {
  const { args, path } = await setup([]);
  await writeFile(`${path}/data.jsonl`, `\uFEFF${LINES.map((line) => JSON.stringify(line)).join("\r\n")}\r\n`);
  const { code, err } = await run(args);
  expect([code, err]).toEqual([0, ""]);
});
