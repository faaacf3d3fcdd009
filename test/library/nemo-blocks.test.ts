import { describe, expect, it } from "vitest";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { builtInRails } from "../../src/library/catalog.ts";
import { defineRailSpec } from "../../src/rails/spec.ts";
import { assistant, HELLO, railsOf, RecordingModel, says, textParts, user } from "../support/engine.ts";

const REFUSAL = "I'm sorry, I can't respond to that.";
const UNKNOWN = "I don't know the answer to that.";
const ENV = {
  ACTIVEFENCE_API_KEY: "k",
  AI_DEFENSE_API_ENDPOINT: "https://cisco.test/inspect",
  AI_DEFENSE_API_KEY: "k",
  CS_AIDR_TOKEN: "k",
  F5_GUARDRAILS_API_KEY: "k",
};

/** Rails whose services return one response. */
const answered = (yaml: string, answer: () => Response): LLMRails =>
  railsOf(yaml, { env: ENV, fetch: () => Promise.resolve(answer()), onWarning: () => {} });

const contentOf = async (rails: LLMRails): Promise<unknown> => (await rails.generateAsync(HELLO)).content;

/** The exceptions of NeMo Guardrails 0.24.1's flows, and their messages if they are not the default ones. */
const TOLD: Readonly<Record<string, readonly [exception: string | undefined, refusal?: string]>> = {
  "activefence moderation on input": ["ActiveFenceModerationRailException"],
  "activefence moderation on input detailed": ["ActiveFenceModerationRailException"],
  "activefence moderation on output": ["ActiveFenceModerationRailException"],
  "ai defense inspect prompt": ["AIDefenseRailException"],
  "ai defense inspect response": ["AIDefenseRailException"],
  "alignscore check facts": ["AlignScoreCheckFactRailException", "inform answer unknown"],
  "autoalign check input": ["AutoAlignInputRailException"],
  "autoalign check output": ["AutoAlignOutputRailException"],
  "autoalign groundedness output": [undefined, "inform answer unknown"],
  "autoalign factcheck output": [undefined, "inform answer unknown"],
  "clavata check input": ["ClavataPolicyMatchException"],
  "clavata check output": ["ClavataPolicyMatchException"],
  "content safety check input": ["ContentSafetyCheckInputException"],
  "content safety check output": ["ContentSafetyCheckOuputException"],
  "crowdstrike aidr guard input": ["CrowdStrikeAidrGuardRailException", "inform answer unknown"],
  "crowdstrike aidr guard output": ["CrowdStrikeAidrGuardRailException", "inform answer unknown"],
  "detect pii on input": [undefined, "inform answer unknown"],
  "detect pii on output": [undefined, "inform answer unknown"],
  "detect pii on retrieval": [undefined, "inform answer unknown"],
  "detect sensitive data on input": [undefined, "inform answer unknown"],
  "detect sensitive data on output": [undefined, "inform answer unknown"],
  "detect sensitive data on retrieval": [undefined, "inform answer unknown"],
  "f5 guardrails scan input": ["F5GuardrailsRailException"],
  "f5 guardrails scan output": ["F5GuardrailsRailException"],
  "fiddler user safety": ["JailbreakDetectionRailException"],
  "fiddler bot safety": ["JailbreakDetectionRailException"],
  "fiddler bot faithfulness": ["JailbreakDetectionRailException"],
  "guardrailsai check input": ["GuardrailsAIException"],
  "guardrailsai check output": ["GuardrailsAIException"],
  "injection detection": ["InjectionDetectionRailException"],
  "jailbreak detection heuristics": ["JailbreakDetectionRailException"],
  "jailbreak detection model": ["JailbreakDetectionRailException"],
  "llama guard check input": ["LlamaGuardInputRailException"],
  "llama guard check output": ["LlamaGuardOutputRailException"],
  "pangea ai guard input": ["PangeaAiGuardRailException", "inform answer unknown"],
  "pangea ai guard output": ["PangeaAiGuardRailException", "inform answer unknown"],
  "patronus api check output": [undefined, "inform answer unknown"],
  "patronus lynx check output hallucination": ["PatronusAIHallucinationException", "inform answer unknown"],
  "policyai moderation on input": ["PolicyAIModerationRailException"],
  "policyai moderation on output": ["PolicyAIModerationRailException"],
  "polygraf detect pii on input": [undefined, "inform answer unknown"],
  "polygraf detect pii on output": [undefined, "inform answer unknown"],
  "polygraf detect pii on retrieval": [undefined, "inform answer unknown"],
  "protect prompt": ["PromptSecurityRailRailException", "inform answer unknown"],
  "protect response": ["PromptSecurityRailException", "inform answer unknown"],
  "self check facts": ["FactCheckRailException"],
  "self check hallucination": ["SelfCheckHallucinationRailException", "inform answer unknown"],
  "topic safety check input": ["TopicSafetyCheckInputException"],
  "trend ai guard input": ["TrendAiGuardRailException"],
  "trend ai guard output": ["TrendAiGuardRailException"],
};

it.each(Object.entries(TOLD))("%s reports a block as NeMo does", (flow, [exception, refusal]) => {
  const found = builtInRails().find((spec) => Object.hasOwn(spec.flows, flow))?.flows[flow];
  expect([found?.exception, found?.refusal?.name]).toEqual([exception, refusal]);
});

describe("the message of a block", () => {
  const PII = "rails: { config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } },";
  const OWN = 'bot_messages: { inform answer unknown: ["Not with an address."] }\n';
  const ON_INPUT = `${PII} input: { flows: [detect sensitive data on input] } }`;
  const MAIL = { messages: [user("write to ann@example.com")] };

  it("is the rail's, unless the config overrides it", async () => {
    expect((await railsOf(ON_INPUT).generateAsync(MAIL)).content).toBe(UNKNOWN);
    expect((await railsOf(OWN + ON_INPUT).generateAsync(MAIL)).content).toBe("Not with an address.");
    expect(await railsOf(OWN + ON_INPUT).checkAsync(MAIL)).toMatchObject({ content: "Not with an address." });
  });

  it("is the rail's for an answer, too", async () => {
    const yaml = "rails: { config: { sensitive_data_detection: { output: { entities: [EMAIL_ADDRESS] } } },";
    const rails = railsOf(`${yaml} output: { flows: [detect sensitive data on output] } }`, {
      llm: says("Write to ann@example.com."),
    });
    expect(await contentOf(rails)).toBe(UNKNOWN);
  });

  it("is the config's for a text that is too long", async () => {
    const yaml = "rails: { input: { flows: [context bloat detection on input] } }";
    const messages = [user("spam ".repeat(3000))];
    const own = 'bot_messages: { refuse bloated input: ["Shorter, please."] }\n';
    expect((await railsOf(yaml).generateAsync({ messages })).content).toContain("very long or repeats itself");
    expect((await railsOf(own + yaml).generateAsync({ messages })).content).toBe("Shorter, please.");
  });

  it("is the config's refusal if the rail failed", async () => {
    const yaml = "rails: { input: { flows: [crowdstrike aidr guard input] } }";
    expect(await contentOf(answered(yaml, () => Response.json({ result: { blocked: true } })))).toBe(UNKNOWN);
    expect(await contentOf(answered(yaml, () => new Response("down", { status: 400 })))).toBe(REFUSAL);
  });

  it("is that of a rail that a flow runs", async () => {
    const yaml = `${PII} input: { flows: [mine] } }`;
    const rails = railsOf(yaml, {}, "define flow mine\n  do detect sensitive data on input\n");
    expect((await rails.generateAsync(MAIL)).content).toBe(UNKNOWN);
  });

  it.each([
    ["self_harm.general", "I will not engage in any self harm behavior."],
    ["privacy_violation.pii", "I will not engage with sensitive content."],
  ])("depends on the kind of finding: %s", async (violation_type, words) => {
    const yaml = "rails: { input: { flows: [activefence moderation on input detailed] } }";
    const answer = { violations: [{ violation_type, risk_score: 0.9 }] };
    expect(await contentOf(answered(yaml, () => Response.json(answer)))).toBe(words);
  });
});

it("a chunk with a match is removed, and the request is answered", async () => {
  const yaml =
    "rails: { retrieval: { flows: [regex check retrieval] }, config: { regex_detection: { retrieval: { patterns: [secret] } } } }";
  const llm = new RecordingModel(textParts("An answer."));
  const relevant_chunks = ["a secret one", "a plain one"];
  const messages = [{ role: "context" as const, content: { relevant_chunks } }, user("hi")];
  expect((await railsOf(yaml, { llm }).generateAsync({ messages })).content).toBe("An answer.");
  const asked = JSON.stringify(llm.requests[0]?.messages);
  expect(asked).toContain("a plain one");
  expect(asked).not.toContain("secret");
});

describe("a custom rail", () => {
  const shouting = defineRailSpec({
    flows: {
      "check shouting": {
        groups: ["output", "toolOutput"],
        reads: "window",
        refusal: { name: "shouting", text: "Calm down." },
        exception: "ShoutingException",
      },
    },
    create: ({ flow }) => ({
      name: flow,
      reads: "window",
      check: ({ text }) => ({ outcome: text === text.toUpperCase() ? "block" : "allow" }),
    }),
  });
  const YAML = "rails: { output: { flows: [check shouting] } }";

  it("has a message and an exception in the same way", async () => {
    const options = { rails: [shouting], llm: says("NO") };
    expect(await contentOf(railsOf(YAML, options))).toBe("Calm down.");
    const raised = await railsOf(`enable_rails_exceptions: true\n${YAML}`, options).generateAsync(HELLO);
    expect(raised).toMatchObject({ role: "exception", content: { type: "ShoutingException" } });
  });

  it("keeps them if it is limited to one tool", async () => {
    const yaml = "rails: { tool_output: { per_tool: { send: [check shouting] } } }";
    const rails = railsOf(yaml, { rails: [shouting] });
    const tool_calls = [{ id: "1", type: "function" as const, function: { name: "send", arguments: '"NO"' } }];
    const messages = [user("send it"), { ...assistant(""), tool_calls }];
    expect(await rails.checkAsync({ messages, railTypes: ["tool_call"] })).toMatchObject({ content: "Calm down." });
  });
});

describe("fail_open", () => {
  const AI_DEFENSE =
    "rails: { input: { flows: [ai defense inspect prompt] }, config: { ai_defense: { fail_open: true } } }";
  const F5 =
    "rails: { input: { flows: [f5 guardrails scan input] }, config: { f5: { fail_open: true, max_retries: 0 } } }";
  const statusOf = async (yaml: string, answer: () => Response): Promise<string> =>
    (await answered(yaml, answer).checkAsync(HELLO)).status;

  it.each([false, "no", "true", 1, 0, null])("does not treat %j as safe", async (is_safe) => {
    expect(await statusOf(AI_DEFENSE, () => Response.json({ is_safe }))).toBe("blocked");
  });

  it.each(["{}", '{"result":{}}', '{"result":{"outcome":null}}', "null", "[]", "no JSON", ""])(
    "does not treat %j of F5 as allowed",
    async (body) => {
      expect(await statusOf(F5, () => new Response(body))).toBe("blocked");
    },
  );

  it("passes if the service cannot be called, or AI Defense does not decide", async () => {
    expect(await statusOf(F5, () => new Response("", { status: 500 }))).toBe("passed");
    expect(await statusOf(AI_DEFENSE, () => new Response("", { status: 500 }))).toBe("passed");
    expect(await statusOf(AI_DEFENSE, () => Response.json({}))).toBe("passed");
  });
});
