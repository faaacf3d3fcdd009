import { describe, expect, it } from "vitest";
import { ask, judged, promptOf } from "../../support/judged.ts";

const JUDGE = ", { type: self_check_input, engine: fake_judge, model: j }";
const CONFIG = (flows: string, prompts: string, models = JUDGE) => `
models: [{ type: main, engine: fake_main, model: m }${models}]
rails: { input: { flows: [${flows}] } }
prompts: [${prompts}]
`;
const PROMPT = (task: string, content: string) => `{ task: "${task}", content: "${content} {{ user_input }}" }`;

describe("self check input $variant", () => {
  it("calls a judge with the prompt of each variant", async () => {
    const flows = "self check input, self check input $variant=tone, self check input $variant=legal";
    const prompts = [
      PROMPT("self_check_input", "base"),
      PROMPT("self_check_input $variant=tone", "tone"),
      PROMPT("self_check_input $variant=legal", "legal"),
    ].join(", ");
    const { rails, asked } = judged(CONFIG(flows, prompts), (prompt) => (prompt.startsWith("legal") ? "Yes" : "No"));
    const { outcome } = await ask(rails);
    expect(outcome).toMatchObject({ status: "blocked", rail: "self check input $variant=legal" });
    expect(asked.map(({ messages }) => promptOf({ messages }).split(" ")[0])).toEqual(["base", "tone", "legal"]);
  });

  it("calls the model of the variant's type if there is one", async () => {
    const prompts = PROMPT("self_check_input $variant=tone", "tone");
    const models =
      ", { type: tone, engine: fake_judge, model: t }, { type: self_check_input, engine: missing, model: x }";
    const { rails, asked } = judged(CONFIG("self check input $variant=tone", prompts, models), () => "No");
    expect((await ask(rails)).outcome.status).toBe("passed");
    expect(asked).toHaveLength(1);
  });

  it("accepts the name of a variant as the task of its prompt, as in older configs", async () => {
    const { rails, asked } = judged(CONFIG("self check input $variant=tone", PROMPT("tone", "bare")), () => "No");
    await ask(rails);
    expect(asked[0]?.messages[0]?.content).toBe("bare How far is it?");
  });

  it("requires a prompt of the config", () => {
    const config = CONFIG("self check input $variant=tone", PROMPT("self_check_input", "base"));
    expect(() => judged(config, () => "No")).toThrow("Missing a `self_check_input $variant=tone` prompt");
  });
});
