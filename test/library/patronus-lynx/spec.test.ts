import { describe, expect, it } from "vitest";
import { lynxAnswer } from "../../../src/library/patronus-lynx/answer.ts";
import { ask, judged } from "../../support/judged.ts";

const CONFIG = `
models: [{ type: main, engine: fake_main, model: m }, { type: patronus_lynx, engine: fake_judge, model: j }]
rails: { output: { flows: [patronus lynx check output hallucination] } }
prompts:
  - task: patronus_lynx_check_output_hallucination
    content: "{{ user_input }} | {{ provided_context }} | {{ bot_response }}"
`;

describe("lynxAnswer", () => {
  it.each([
    ['{"REASONING": ["it says so"], "SCORE": "PASS"}', true],
    ['```json\n{"REASONING": [], "SCORE": PASS}\n```', true],
    ['{"REASONING": ["no"], "SCORE": "FAIL"}', false],
  ])("parses %j", (answer, allowed) => {
    expect(lynxAnswer(answer)).toMatchObject({ allowed, recognised: true });
  });

  it.each(["", "PASS", '{"SCORE": "PASSED"}', '{"SCORE": "PASS"} {"SCORE": "FAIL"}', '<think>"SCORE": "PASS"'])(
    "fails for %j",
    (answer) => {
      expect(lynxAnswer(answer)).toMatchObject({ allowed: false, recognised: false });
    },
  );
});

describe("patronus lynx check output hallucination", () => {
  it("sends its model the question, the chunks and the answer", async () => {
    const { rails, asked } = judged(CONFIG, () => '{"SCORE": "PASS"}');
    expect((await ask(rails, { relevant_chunks: "12 km" })).outcome.status).toBe("passed");
    expect(asked[0]?.messages[0]?.content).toBe("How far is it? | 12 km | It is 12 km.");
  });

  it("blocks what it rejects", async () => {
    const { outcome, text } = await ask(judged(CONFIG, () => '{"SCORE": "FAIL"}').rails, { relevant_chunks: "13 km" });
    expect([outcome.status, text]).toEqual(["blocked", "I don't know the answer to that."]);
  });

  it("makes no call without chunks", async () => {
    const { rails, asked } = judged(CONFIG, () => '{"SCORE": "FAIL"}');
    expect((await ask(rails)).outcome.status).toBe("passed");
    expect(asked).toEqual([]);
  });
});
