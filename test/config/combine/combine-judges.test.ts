import { expect, test } from "vitest";
import { RailsConfig } from "../../../src/config/rails-config.ts";
import { DEFAULT_INSTRUCTION } from "../../../src/config/default-texts.ts";
import { issuesOf } from "../issues.ts";

const TASK = "self_check_output";
const FLOW = "self check output";

const combine = (...objects: object[]): RailsConfig =>
  RailsConfig.combine(
    objects.map((object) => RailsConfig.fromObject(object)),
    ["first", "second", "third"],
  );

const prompt = (content: string, more: object = {}): object => ({ task: TASK, content, ...more });
const prompts = (...list: object[]): object => ({ prompts: list });
const judged = (flow: string, ...list: object[]): object => ({ rails: { output: { flows: [flow] } }, prompts: list });
const contents = (...objects: object[]) => combine(...objects).prompts.map(({ content }) => content);

const MODELS = {
  models: [
    { type: "main", engine: "openai", model: "gpt-4o" },
    { type: "guard", engine: "nim", model: "meta/llama-3" },
  ],
};

test("combine refuses two prompts for one task, and names both configs, the task and the cure", () => {
  expect(issuesOf(() => combine(judged(FLOW, prompt("strict")), judged(FLOW, prompt("lax"))))).toEqual([
    {
      source: "second",
      path: "prompts.0",
      message:
        "`first` and `second` have different prompts for the task `self_check_output`, and only one of them would be asked: write the same prompt in both, or give each its own `models`",
    },
  ]);
});

test("combine keeps one prompt of two that are the same", () => {
  expect(contents(prompts(prompt("a")), prompts(prompt("a")))).toEqual(["a"]);
  expect(contents(prompts(prompt("a")), prompts({ task: TASK, content: "a", max_length: 16_000 }))).toEqual(["a"]);
});

test("combine takes prompts as the same that a judge would be asked in the same words", () => {
  const message = prompts({ task: TASK, messages: [{ type: "user", content: "a" }] });
  expect(() => combine(prompts(prompt("a\n")), message)).not.toThrow();
  expect(() => combine(prompts(prompt("a")), prompts(prompt("a", { models: ["openai"] })))).not.toThrow();
});

test.each([
  ["the answer's parser", { output_parser: "is_content_safe" }],
  ["the length of the answer", { max_tokens: 3 }],
  ["the stop texts", { stop: ["No"] }],
  ["models of one of them", { content: "b", models: ["openai"] }],
])("combine refuses prompts that differ in %s", (_what, more) => {
  expect(issuesOf(() => combine(prompts(prompt("a")), prompts(prompt("a", more))))).toHaveLength(1);
  expect(issuesOf(() => combine(prompts(prompt("a", more)), prompts(prompt("a"))))).toHaveLength(1);
});

test.each<[string[], string[], boolean]>([
  [["openai"], ["openai"], true],
  [["OpenAI"], ["openai"], true],
  [["openai"], ["openai/gpt-4o"], true],
  [["openai"], ["gpt-4o"], true],
  [["x", "nim"], ["llama-3", "y"], true],
  [["openai"], ["nim"], false],
  [["openai"], ["llama"], false],
])("combine of prompts for %j and %j: refused is %s", (first, second, isRefused) => {
  const both = () =>
    combine(
      { ...MODELS, ...prompts(prompt("a", { models: first })) },
      { ...MODELS, ...prompts(prompt("b", { models: second })) },
    );
  if (isRefused) expect(issuesOf(both)).toHaveLength(1);
  else expect(both().prompts).toHaveLength(2);
});

test("combine keeps prompts for different tasks and in different modes", () => {
  expect(contents(prompts(prompt("a")), prompts({ task: "self_check_input", content: "b" }))).toEqual(["a", "b"]);
  expect(contents(prompts(prompt("a")), prompts(prompt("b", { mode: "compact" })))).toEqual(["a", "b"]);
});

test("combine refuses another prompt also where only one config has the flow", () => {
  expect(issuesOf(() => combine(judged(FLOW, prompt("strict")), prompts(prompt("lax"))))).toHaveLength(1);
  expect(issuesOf(() => combine(prompts(prompt("lax")), judged(FLOW, prompt("strict"))))).toHaveLength(1);
});

test("combine does not let a prompt replace the built-in one that another config asks", () => {
  const message =
    "`first` has no prompt of its own for the task `self_check_output`, which its flow `self check output` runs, and this one of `second` would change what it asks: write the same prompt in both";
  expect(issuesOf(() => combine(judged(FLOW), prompts(prompt("lax"))))).toEqual([
    { source: "second", path: "prompts.0", message },
  ]);
  expect(issuesOf(() => combine(prompts(prompt("lax")), judged(FLOW)))[0]?.source).toBe("first");
});

test("combine does not let a prompt for a model replace the task's prompt in a flow with that model", () => {
  const flow = `${FLOW} $model=guard`;
  const general = { ...MODELS, ...judged(flow, prompt("strict")) };
  const special = { ...MODELS, ...judged(flow, prompt("lax", { task: `${TASK} $model=guard` })) };
  expect(issuesOf(() => combine(general, special))).toHaveLength(1);
  const apart = { ...MODELS, ...judged(FLOW, prompt("strict")) };
  expect(contents(apart, special)).toEqual(["strict", "lax"]);
});

test("combine keeps of one config's prompts the one it asks, wherever the other stands", () => {
  const [once, twice] = [prompts(prompt("a")), prompts(prompt("b"), prompt("a"))];
  expect(contents(once, twice)).toEqual(["a"]);
  expect(contents(twice, once)).toEqual(["a"]);
  const shaped = prompts(prompt("a"), prompt("b", { models: ["openai"] }));
  expect(contents(shaped, shaped)).toEqual(["a", "b"]);
  expect(issuesOf(() => combine(once, shaped))).toHaveLength(1);
});

test("combine compares every two of several configs", () => {
  const sources = issuesOf(() => combine({}, prompts(prompt("a")), prompts(prompt("b")))).map(({ source }) => source);
  expect(sources).toEqual(["third"]);
});

const general = (content: string): object => ({ type: "general", content });
const instructed = (...list: object[]): object => ({ instructions: list });

test("combine refuses two general instructions, and names both configs", () => {
  const other = { type: "tone", content: "x" };
  expect(issuesOf(() => combine(instructed(general("Be kind")), instructed(other, general("Be brief"))))).toEqual([
    {
      source: "second",
      path: "instructions.1",
      message:
        "`first` and `second` have different `general` instructions, and only one of them would be given: write the same in both, or in one of them only",
    },
  ]);
});

test("combine lets the default instruction yield to what another config says", () => {
  const kind = instructed(general("Be kind"));
  const written = instructed(general(DEFAULT_INSTRUCTION), { type: "tone", content: "x" });
  for (const both of [combine(kind, {}), combine({}, kind)]) expect(both.instructions).toEqual([general("Be kind")]);
  expect(combine(written, kind).instructions).toEqual([{ type: "tone", content: "x" }, general("Be kind")]);
  expect(combine(written, {}).instructions).toEqual([general(DEFAULT_INSTRUCTION), { type: "tone", content: "x" }]);
  expect(combine(kind, instructed(general("Be kind\n"))).instructions[0]).toEqual(general("Be kind"));
});

test("combine joins the variants of a message", () => {
  const refusal = (...texts: string[]) => ({ bot_messages: { "refuse to respond": texts } });
  expect(combine(refusal("No"), refusal("Sorry", "No")).botMessages["refuse to respond"]).toEqual(["No", "Sorry"]);
});
