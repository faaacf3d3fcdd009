import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "I am Ann";
const processed = (processed_text: string): unknown => [
  { processed_text, entities: [], entities_present: processed_text !== SAID, characters_processed: 8 },
];

for (const group of ["input", "output", "retrieval"] as const) {
  const common = {
    group,
    settings: {
      privateai: {
        server_endpoint: "https://api.private-ai.com/cloud/v3/process/text",
        [group]: { entities: ["NAME"] },
      },
    },
    env: { PAI_API_KEY: "private-secret-key" },
    needs: ["PAI_API_KEY"],
    keys: ["private-secret-key"],
    said: SAID,
    request: {
      path: "/cloud/v3/process/text",
      headers: { "x-api-key": "private-secret-key" },
      body: {
        text: [SAID],
        link_batch: false,
        entity_detection: {
          accuracy: "high_automatic",
          return_entity: false,
          entity_types: [{ type: "ENABLE", value: ["NAME"] }],
        },
      },
    },
    allow: processed(SAID),
  };
  serviceRailContract({
    ...common,
    flow: `detect pii on ${group}`,
    block: { answer: processed("I am [NAME_1]"), reason: "personal data" },
  });
  serviceRailContract({
    ...common,
    flow: `mask pii on ${group}`,
    mask: { answer: processed("I am [NAME_1]"), becomes: "I am [NAME_1]" },
  });
}

const written = {
  server_endpoint: "https://api.private-ai.com/cloud/v3/process/text",
  api_key: "${MINE}",
};

serviceRailContract({
  group: "input",
  flow: "detect pii on input",
  settings: { privateai: written },
  env: { MINE: "private-secret-key" },
  needs: ["MINE"],
  keys: ["private-secret-key"],
  said: SAID,
  request: {
    path: "/cloud/v3/process/text",
    headers: { "x-api-key": "private-secret-key" },
    body: { text: [SAID], link_batch: false, entity_detection: { accuracy: "high_automatic", return_entity: false } },
  },
  allow: processed(SAID),
  block: { answer: processed("I am [NAME_1]"), reason: "personal data" },
});
