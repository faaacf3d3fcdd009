import { describe, expect, it } from "vitest";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";

const configOf = (
  guard: string,
  flows: { readonly input?: string; readonly output?: string },
  prompts: string,
): RailsConfig =>
  RailsConfig.fromContent({
    yamlContent: `
models:
  - { type: main, engine: scripted, model: main, parameters: { replies: ["A plain answer."] } }
${guard}
rails:
  input: { flows: [${flows.input ?? ""}] }
  output: { flows: [${flows.output ?? ""}], streaming: { enabled: true, stream_first: false } }
prompts:
${prompts}
`,
  });

const guardReplying = (type: string, answer: string): string =>
  `  - { type: ${type}, engine: scripted, model: guard, parameters: { replies: [{ content: ${JSON.stringify(answer)} }] } }`;

const NEMOGUARD = `
  - { task: "content_safety_check_input $model=guard", content: "{{ user_input }}", output_parser: nemoguard_parse_prompt_safety }
  - { task: "content_safety_check_output $model=guard", content: "{{ bot_response }}", output_parser: nemoguard_parse_response_safety }
`;
const LLAMA = `
  - { task: llama_guard_check_input, content: "{{ user_input }}" }
  - { task: llama_guard_check_output, content: "{{ bot_response }}" }
`;

const outcomeOf = async (config: RailsConfig): Promise<readonly [string, string | undefined, string | undefined]> => {
  const stream = new LLMRails(config).streamAsync({ prompt: "hi" });
  for await (const chunk of stream) void chunk;
  const { status, rail, reason } = await stream.outcome;
  return [status, rail, reason];
};

describe("content safety rails", () => {
  const INPUT = '"content safety check input $model=guard"';
  const OUTPUT = '"content safety check output $model=guard"';

  it.each([
    ['{"User Safety": "safe"}', ["passed", undefined, undefined]],
    [
      '{"User Safety": "unsafe", "Safety Categories": "Violence, Fraud"}',
      ["blocked", "content safety check input $model=guard", "Violence, Fraud"],
    ],
    ["I would say safe", ["blocked", "content safety check input $model=guard", undefined]],
  ])("contentSafetyInput parses %j", async (answer, expected) => {
    const [status, rail, reason] = await outcomeOf(
      configOf(guardReplying("guard", answer), { input: INPUT }, NEMOGUARD),
    );
    expect([status, rail]).toEqual(expected.slice(0, 2));
    if (expected[2] !== undefined) expect(reason).toContain("Violence");
  });

  it("contentSafetyOutput blocks what the safety model calls unsafe", async () => {
    const guard = guardReplying("guard", '{"Response Safety": "unsafe", "Safety Categories": "S1"}');
    expect(await outcomeOf(configOf(guard, { output: OUTPUT }, NEMOGUARD))).toEqual([
      "blocked",
      "content safety check output $model=guard",
      "S1",
    ]);
  });

  it("contentSafetyOutput passes what it calls safe", async () => {
    const guard = guardReplying("guard", '{"Response Safety": "safe"}');
    expect(await outcomeOf(configOf(guard, { output: OUTPUT }, NEMOGUARD))).toEqual(["passed", undefined, undefined]);
  });
});

describe("llama guard rails", () => {
  it.each([
    ["safe", "passed"],
    ["unsafe\nS1,S10", "blocked"],
    ["not safe", "blocked"],
  ])("llamaGuardInput and llamaGuardOutput parse %j as %s", async (answer, status) => {
    const guard = guardReplying("llama_guard", answer);
    const input = await outcomeOf(configOf(guard, { input: "llama guard check input" }, LLAMA));
    const output = await outcomeOf(configOf(guard, { output: "llama guard check output" }, LLAMA));
    expect([input[0], output[0]]).toEqual([status, status]);
  });

  it("llamaGuardInput refuses to load without its model", () => {
    const config = configOf("", { input: "llama guard check input" }, LLAMA);
    expect(() => new LLMRails(config)).toThrow("There is no model of type `llama_guard`");
  });
});
