import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const ENV = { PS_PROTECT_URL: "https://eu.prompt.security/api/protect", PS_APP_ID: "app-secret-id" };
const NOTHING = { prompt: null, system_prompt: null, response: null, user: null };
const SAID = "I am Ann Lee";

for (const [flow, group, part] of [
  ["protect prompt", "input", "prompt"],
  ["protect response", "output", "response"],
] as const) {
  serviceRailContract({
    flow,
    group,
    env: ENV,
    needs: Object.keys(ENV),
    keys: ["app-secret-id"],
    said: SAID,
    request: {
      path: "/api/protect",
      headers: { "app-id": "app-secret-id" },
      body: { ...NOTHING, [part]: SAID },
    },
    allow: { status: "success", result: { action: "log", [part]: { violations: [] } } },
    block: { answer: { status: "success", result: { action: "block", [part]: { violations: ["Secrets"] } } } },
    mask: {
      answer: { result: { action: "modify", [part]: { modified_text: "I am [NAME]" } } },
      becomes: "I am [NAME]",
    },
    nonsense: [{}, { result: {} }, { result: { action: "shrug" } }, { result: { action: "modify" } }, []],
  });
}
