import { expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { defineAction } from "../../../src/rails/action.ts";
import { judge, ManualClock, says } from "../../support/engine.ts";

const FLOWS = `
define subflow watch
  $length = execute measure(text=$user_message)
  $fine = execute self_check_input
  do self check input
  if not $fine
    stop
  execute fall_over
`;

const clock = new ManualClock();

const logOf = async (question: string) => {
  const config = RailsConfig.fromContent({
    yamlContent: `
models: [{ type: main, engine: fake, model: m }, { type: self_check_input, engine: fake, model: j }]
rails: { input: { flows: [watch] } }
prompts: [{ task: self_check_input, content: "Is this bad? {{ user_input }}" }]
`,
    colangContent: FLOWS,
  });
  const rails = new LLMRails(config, {
    clock,
    llm: says("Hello."),
    engines: { fake: () => judge((prompt) => (prompt.includes("nothing") ? "No" : "Yes")) },
    actions: [
      defineAction("measure", ({ text }) => {
        clock.advance(2_000);
        return String(text).length;
      }),
      defineAction("fall_over", () => {
        throw new Error("out of order");
      }),
    ],
  });
  const { log } = await rails.generateAsync({ prompt: question, options: { log: { activated_rails: true } } });
  return log?.activated_rails?.find(({ name }) => name === "watch");
};

it("the log has the steps of a flow, with the calls of each", async () => {
  const rail = await logOf("nothing");
  const steps = rail?.executed_actions.map(({ action_name: name, return_value, duration, llm_calls: calls }) => [
    name,
    return_value,
    duration,
    calls.map(({ task }) => task),
  ]);
  expect(steps).toEqual([
    ["measure", "7", 2, []],
    ["self_check_input", "allow", 0, ["self_check_input"]],
    ["self_check_input", "allow", 0, ["self_check_input"]],
    ["fall_over", "failed", 0, []],
  ]);
  expect(rail).toMatchObject({ stop: true, duration: 2 });
  expect(rail?.decisions).toEqual([
    "execute measure",
    "execute self_check_input",
    "execute fall_over",
    "refuse to respond",
    "stop",
  ]);
});

it("the log has the rail that a flow called and that blocked", async () => {
  const rail = await logOf("bad");
  expect(rail?.executed_actions.map(({ action_name: name, return_value: value }) => [name, value])).toEqual([
    ["measure", "3"],
    ["self_check_input", "block"],
    ["self_check_input", "block"],
  ]);
});
