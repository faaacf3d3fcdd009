import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const COMMON = {
  env: { FIDDLER_API_KEY: "fiddler-secret-key" },
  needs: ["FIDDLER_API_KEY"],
  keys: ["fiddler-secret-key"],
  settings: { fiddler: { fiddler_endpoint: "https://my.fiddler.ai/", safety_threshold: 0.2 } },
  said: "It rains",
} as const;
const headers = { authorization: "Bearer fiddler-secret-key" };

for (const [flow, group] of [
  ["fiddler user safety", "input"],
  ["fiddler bot safety", "output"],
] as const) {
  serviceRailContract({
    ...COMMON,
    flow,
    group,
    request: { path: "/v3/guardrails/ftl-safety", headers, body: { data: { input: "It rains" } } },
    allow: { fdl_harmful: 0.1, fdl_violent: 0.19, fdl_jailbreaking: 0 },
    block: {
      answer: { fdl_harmful: 0.1, fdl_violent: 0.2, fdl_roleplaying: 0.5 },
      reason: "fdl_violent, fdl_roleplaying",
    },
    nonsense: [{}, { harmful: 0.1 }, { fdl_harmful: "low" }, [], null],
  });
}

serviceRailContract({
  ...COMMON,
  flow: "fiddler bot faithfulness",
  group: "output",
  variables: { relevant_chunks: ["The sun shines.", "It is dry."] },
  request: {
    path: "/v3/guardrails/ftl-response-faithfulness",
    headers,
    body: { data: { response: "It rains", context: "The sun shines.\nIt is dry." } },
  },
  allow: { fdl_faithful_score: 0.06 },
  block: { answer: { fdl_faithful_score: 0.05 }, reason: "not faithful to what was retrieved" },
});
