import { describe, expect, it } from "vitest";
import { gatherResponse } from "../../../src/llm/gather-response.ts";
import { HELLO, judge, railsOf, RecordingModel, textParts, withJudge } from "../../support/engine.ts";

const CONFIG = (flow: string, more = "") => `
models: [{ type: main, engine: fake_main, model: m }, { type: self_check_hallucination, engine: fake_judge, model: j }]
rails: { output: { flows: [${flow}], streaming: { enabled: true, stream_first: false } } }
${more}`;

const run = async (yaml: string, answer: string, variables: object) => {
  const main = new RecordingModel(textParts("It is 12 km."));
  main.generate = (request) => {
    main.requests.push(request);
    return Promise.resolve(gatherResponse("fake", textParts("It is 13 km.")));
  };
  const prompts: string[] = [];
  const model = judge((prompt) => {
    prompts.push(prompt);
    return answer;
  });
  const rails = railsOf(yaml, withJudge(main, model));
  const messages = [{ role: "context", content: variables as Record<string, unknown> } as const, ...HELLO.messages];
  const { outcome, response, usage, log } = await rails.generateAsync({
    messages,
    options: { log: { llm_calls: true } },
  });
  const tasks = log.llm_calls?.map(({ task }) => task);
  return { outcome, said: response[0]?.content, usage, tasks, requests: main.requests, prompts };
};

describe("self check hallucination", () => {
  const CHECK = { check_hallucination: true };

  it("calls the model twice more, and a judge to compare the answers", async () => {
    const { outcome, requests, prompts } = await run(CONFIG("self check hallucination"), "Yes", CHECK);
    expect(outcome.status).toBe("passed");
    expect(requests.map(({ messages }) => messages)).toEqual([HELLO.messages, HELLO.messages, HELLO.messages]);
    expect(requests.map(({ params }) => params?.["temperature"])).toEqual([undefined, 1, 1]);
    expect(prompts[0]).toContain("It is 13 km.. It is 13 km.");
    expect(prompts[0]).toContain("It is 12 km.");
  });

  it("blocks with its own message if they disagree", async () => {
    const { outcome, said } = await run(CONFIG("self check hallucination"), "No", CHECK);
    expect(outcome).toMatchObject({ status: "blocked", rail: "self check hallucination", code: "content_blocked" });
    expect(said).toBe("I don't know the answer to that.");
  });

  it("blocks with the config's message if there is one", async () => {
    const yaml = CONFIG("self check hallucination", 'bot_messages: { "inform answer unknown": [Who knows.] }');
    expect((await run(yaml, "No", CHECK)).said).toBe("Who knows.");
  });

  it("counts every further answer among the rails' calls", async () => {
    const { tasks, usage } = await run(CONFIG("self check hallucination"), "Yes", CHECK);
    expect(tasks?.filter((task) => task === "self_check_hallucination")).toHaveLength(3);
    expect(usage.rails.completionTokens).toBeGreaterThan(usage.completionTokens);
  });

  it("makes no call unless the request enables it", async () => {
    const { outcome, requests, prompts } = await run(CONFIG("self check hallucination"), "No", {});
    expect([outcome.status, requests.length, prompts.length]).toEqual(["passed", 1, 0]);
  });
});

describe("hallucination warning", () => {
  it("follows an answer that others contradict", async () => {
    const { outcome, said } = await run(CONFIG("hallucination warning"), "No", { hallucination_warning: true });
    expect(outcome.status).toBe("modified");
    expect(said).toMatch(/^It is 12 km\.\nThis answer may be made up/);
  });

  it("is omitted if they agree, or if the request does not enable it", async () => {
    for (const variables of [{ hallucination_warning: true }, {}]) {
      const { outcome } = await run(CONFIG("hallucination warning"), "Yes", variables);
      expect(outcome.status).toBe("passed");
    }
  });
});
