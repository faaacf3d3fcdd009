import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { CONVERSATIONS, QUESTION, SAID } from "../remote/guarded-conversations.ts";

const result = (value: object): unknown => ({ request_id: "prq_1", status: "Success", result: value });

for (const { group, messages, masked } of CONVERSATIONS) {
  serviceRailContract({
    flow: `pangea ai guard ${group}`,
    group,
    settings: { pangea: { [group]: { recipe: "my_recipe" } } },
    env: {
      PANGEA_API_TOKEN: "pts_secret_token",
      PANGEA_BASE_URL_TEMPLATE: "https://{SERVICE_NAME}.gcp.us.pangea.cloud",
    },
    needs: ["PANGEA_API_TOKEN"],
    keys: ["pts_secret_token"],
    said: SAID,
    userMessage: QUESTION,
    request: {
      path: "/v1/text/guard",
      headers: { authorization: "Bearer pts_secret_token" },
      body: { messages, recipe: "my_recipe" },
    },
    allow: result({ blocked: false, transformed: false, prompt_messages: messages }),
    block: { answer: result({ blocked: true, transformed: false }) },
    mask: { answer: result({ blocked: false, transformed: true, prompt_messages: masked }), becomes: "I am <PERSON>" },
    nonsense: [{}, { result: null }, result({ blocked: "no" }), result({ transformed: true }), []],
  });
}
