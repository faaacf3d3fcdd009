import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { CONVERSATIONS, QUESTION, SAID } from "../remote/guarded-conversations.ts";

for (const { group, messages, masked } of CONVERSATIONS) {
  serviceRailContract({
    flow: `crowdstrike aidr guard ${group}`,
    group,
    settings: { crowdstrike_aidr: { timeout: 15 } },
    env: {
      CS_AIDR_TOKEN: "pts_secret_token",
      CS_AIDR_BASE_URL_TEMPLATE: "https://api.eu-1.crowdstrike.com/aidr/{SERVICE_NAME}",
    },
    needs: ["CS_AIDR_TOKEN"],
    keys: ["pts_secret_token"],
    said: SAID,
    userMessage: QUESTION,
    request: {
      path: "/aidr/aiguard/v1/guard_chat_completions",
      headers: { authorization: "Bearer pts_secret_token" },
      body: { guard_input: { messages } },
    },
    allow: { result: { blocked: false, transformed: false, guard_output: { messages } } },
    block: { answer: { result: { blocked: true, transformed: false } } },
    mask: {
      answer: { result: { blocked: false, transformed: true, guard_output: { messages: masked } } },
      becomes: "I am <PERSON>",
    },
    nonsense: [{}, { result: null }, { result: { blocked: 0 } }, { result: { transformed: true } }, []],
  });
}
