import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "Call 555-0100";

for (const [flow, group] of [
  ['guardrailsai check input $validator="guardrails_pii"', "input"],
  ['guardrailsai check output $validator="guardrails_pii"', "output"],
] as const) {
  serviceRailContract({
    flow,
    group,
    settings: {
      guardrails_ai: {
        server_endpoint: "https://guards.test/api",
        validators: [{ name: "guardrails_pii", parameters: { entities: ["phone_number"] }, metadata: {} }],
      },
    },
    said: SAID,
    request: { path: "/api/guards/guardrails_pii/validate", body: { llmOutput: SAID } },
    allow: { callId: "1", rawLlmOutput: SAID, validatedOutput: SAID, validationPassed: true },
    block: {
      answer: { callId: "1", rawLlmOutput: SAID, validatedOutput: null, validationPassed: false },
      reason: "not passed by its guard",
    },
    mask: { answer: { validatedOutput: "Call <PHONE>", validationPassed: true }, becomes: "Call <PHONE>" },
  });
}
