import { describe, expect, it } from "vitest";
import { ask, judged } from "../../support/judged.ts";

const CONFIG = `
models: [{ type: main, engine: fake_main, model: m }, { type: self_check_facts, engine: fake_judge, model: j }]
rails: { output: { flows: [self check facts] } }
`;
const FACTS = { check_facts: true, relevant_chunks: ["It is 12 km.", "It is hilly."] };

describe("self check facts", () => {
  it.each([
    ["Yes", "passed"],
    ["No", "blocked"],
    ["No. It says 13 km.", "blocked"],
  ])("parses %j as %s", async (answer, status) => {
    expect((await ask(judged(CONFIG, () => answer).rails, FACTS)).outcome.status).toBe(status);
  });

  it("sends the judge the chunks and the answer", async () => {
    const { rails, asked } = judged(CONFIG, () => "Yes");
    await ask(rails, FACTS);
    const text = JSON.stringify(asked[0]?.messages);
    expect(text).toContain("It is 12 km.\\nIt is hilly.");
    expect(text).toMatch(/<answer-\w{16}>\\nIt is 12 km\.\\n/);
  });

  it("is enabled by 1, too, which is true in Colang", async () => {
    const { rails, asked } = judged(CONFIG, () => "No");
    await ask(rails, { ...FACTS, check_facts: 1 });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["without evidence", { check_facts: true }],
    ["with empty evidence", { check_facts: true, relevant_chunks: [] }],
    ["unless the request asks for it", { relevant_chunks: "x" }],
    ["for a variable that only looks true", { relevant_chunks: "x", check_facts: "true" }],
  ])("makes no call %s", async (_, variables) => {
    const { rails, asked } = judged(CONFIG, () => "No");
    expect((await ask(rails, variables)).outcome.status).toBe("passed");
    expect(asked).toEqual([]);
  });

  it("uses a prompt of the config", async () => {
    const prompts = `prompts: [{ task: self_check_facts, content: "{{ evidence }} => {{ response }}" }]`;
    const { rails, asked } = judged(CONFIG + prompts, () => "yes");
    await ask(rails, FACTS);
    expect(asked[0]?.messages).toEqual([{ role: "user", content: "It is 12 km.\nIt is hilly. => It is 12 km." }]);
  });
});
