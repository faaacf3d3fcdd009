import { expect } from "vitest";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "I am Ann";
const COMMON = {
  env: { AUTOALIGN_API_KEY: "autoalign-secret-key" },
  needs: ["AUTOALIGN_API_KEY"],
  keys: ["autoalign-secret-key"],
  said: SAID,
} as const;
const headers = { "x-api-key": "autoalign-secret-key" };
const task = (name: string, guarded: boolean, response = ""): object => ({
  task: name,
  guarded,
  response,
  output_data: [],
});

for (const [flow, group] of [
  ["autoalign check input", "input"],
  ["autoalign check output", "output"],
] as const) {
  serviceRailContract({
    ...COMMON,
    flow,
    group,
    lines: true,
    settings: {
      autoalign: {
        parameters: { endpoint: "https://nvidia.autoalign.ai/guardrail" },
        [group]: { guardrails_config: { pii: { enabled_types: ["[PERSON NAME]"] }, harm_detection: {} } },
      },
    },
    request: {
      path: "/guardrail",
      headers,
      body: {
        prompt: SAID,
        multi_language: false,
        config: expect.objectContaining({
          pii: { mode: "DETECT", mask: false, enabled_types: ["[PERSON NAME]"] },
          harm_detection: { mode: "DETECT" },
          toxicity_detection: { mode: "OFF" },
        }) as unknown,
      },
    },
    allow: [task("pii", false), task("harm_detection", false)],
    block: { answer: [task("pii", false), task("harm_detection", true)], reason: "harm_detection" },
    mask: { answer: [task("pii", true, "PII redacted text: I am [PERSON NAME]")], becomes: "I am [PERSON NAME]" },
    nonsense: [{}, [], task("pii", true, "something"), "fine"],
  });
}

serviceRailContract({
  ...COMMON,
  flow: "autoalign groundedness output",
  group: "output",
  lines: true,
  variables: { relevant_chunks: ["Ann is here."], check_facts: true },
  settings: { autoalign: { parameters: { groundedness_check_endpoint: "https://autoalign.test/groundedness_check" } } },
  request: {
    path: "/groundedness_check",
    headers,
    body: { prompt: SAID, documents: ["Ann is here."], config: { groundedness_checker: { verify_response: false } } },
  },
  allow: [task("groundedness_checker", false, "Factcheck Score: 0.5")],
  block: {
    answer: [task("groundedness_checker", true, "Factcheck Score: 0.49")],
    reason: "not grounded in what was retrieved",
  },
  nonsense: [{}, task("groundedness_checker", false), task("pii", false, "Factcheck Score: 1"), "fine"],
});

serviceRailContract({
  ...COMMON,
  flow: "autoalign factcheck output",
  group: "output",
  settings: {
    autoalign: {
      parameters: { fact_check_endpoint: "https://autoalign.test/content_moderation", factcheck_threshold: 0.8 },
      output: { guardrails_config: { fact_checker: { mode: "DETECT" } } },
    },
  },
  request: {
    path: "/content_moderation",
    headers,
    body: {
      labels: { session_id: "edgerails", api_key: "autoalign-secret-key" },
      content_moderation_docs: [{ content: SAID, type: "text_content", file_name: "HighlightedText.txt" }],
      user_query: "What is it?",
      config: { fact_checker: { mode: "DETECT" } },
      multi_language: false,
    },
  },
  allow: { all_overall_fact_scores: [0.8] },
  block: { answer: { all_overall_fact_scores: [0.79] }, reason: "not held up by facts" },
});
