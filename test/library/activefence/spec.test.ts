import { expect } from "vitest";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "You are a fool";
const violations = (...scores: readonly (readonly [string, number])[]): unknown => ({
  response_id: "r-1",
  entity_type: "text",
  violations: scores.map(([violation_type, risk_score]) => ({ violation_type, risk_score })),
});

const COMMON = {
  env: { ACTIVEFENCE_API_KEY: "af-secret-key" },
  needs: ["ACTIVEFENCE_API_KEY"],
  keys: ["af-secret-key"],
  said: SAID,
  request: {
    path: "/sync/v3/content/text",
    headers: { "af-api-key": "af-secret-key", "af-source": "edgerails" },
    body: { text: SAID, content_id: expect.stringMatching(/^[\da-f-]{36}$/) as unknown },
  },
};

for (const [flow, group] of [
  ["activefence moderation on input", "input"],
  ["activefence moderation on output", "output"],
] as const) {
  serviceRailContract({
    ...COMMON,
    flow,
    group,
    allow: violations(["abusive_or_harmful.profanity", 0.7]),
    block: {
      answer: violations(["abusive_or_harmful.profanity", 0.71], ["adult_content.general", 0.5]),
      reason: "abusive_or_harmful.profanity",
    },
  });
}

serviceRailContract({
  ...COMMON,
  flow: "activefence moderation on input detailed",
  group: "input",
  allow: violations(["abusive_or_harmful.profanity", 0.7], ["of_another_kind", 0.99]),
  block: { answer: violations(["adult_content.general", 0.31]), reason: "adult_content.general" },
});
