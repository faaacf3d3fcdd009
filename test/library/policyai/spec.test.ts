import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const results = (...data: readonly object[]): unknown => ({ data });
const SAFE = { policy_id: "p-1", status: "completed", assessment: "SAFE", category: "Safe", severity: 0 };

for (const [flow, group] of [
  ["policyai moderation on input", "input"],
  ["policyai moderation on output", "output"],
] as const) {
  serviceRailContract({
    flow,
    group,
    env: {
      POLICYAI_API_KEY: "musubi-secret-key",
      POLICYAI_BASE_URL: "https://eu.musubilabs.ai/",
      POLICYAI_TAG_NAME: "staging 1",
    },
    needs: ["POLICYAI_API_KEY"],
    keys: ["musubi-secret-key"],
    said: "Buy now",
    request: {
      path: "/policyai/v1/decisions/evaluate/staging%201",
      headers: { "musubi-api-key": "musubi-secret-key" },
      body: { content: [{ type: "TEXT", content: "Buy now" }] },
    },
    allow: results(SAFE, SAFE),
    block: {
      answer: results(
        SAFE,
        { ...SAFE, assessment: "UNSAFE", category: "Spam", reason: "It says: Buy now" },
        { status: "failed" },
      ),
      reason: "Spam",
    },
    nonsense: [{}, results(), results(SAFE, { status: "failed" }), results({ ...SAFE, status: "failed" }), results({})],
  });
}
