import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "I am Ann, ann@mail.test";
const FOUND = [
  { entity_type: "Person", start: 5, end: 8, text: "Ann" },
  { entity_type: "Email", start: 10, end: 23, text: "ann@mail.test" },
];

for (const group of ["input", "output", "retrieval"] as const) {
  const common = {
    group,
    settings: {
      polygraf: {
        server_endpoint: "https://governance.api.polygraf.ai/gcp/pii/text-detect",
        [group]: { entities: ["Email"] },
      },
    },
    env: { POLYGRAF_API_KEY: "polygraf-secret-key" },
    needs: ["POLYGRAF_API_KEY"],
    keys: ["polygraf-secret-key"],
    said: SAID,
    request: {
      path: "/gcp/pii/text-detect",
      headers: { authorization: "Bearer polygraf-secret-key" },
      body: { text: SAID, detect_pid: true, pid_granularity: 3, aggregate_entities: true },
    },
    allow: FOUND.slice(0, 1),
    nonsense: [
      {},
      { entities: "none" },
      "none",
      [{ entity_type: "Email" }],
      [{ entity_type: "Email", start: 0, end: 99 }],
      [{ entity_type: "Email", start: 0.5, end: 2 }],
    ],
  };
  serviceRailContract({
    ...common,
    flow: `polygraf detect pii on ${group}`,
    block: { answer: { entities: FOUND }, reason: "Email" },
  });
  serviceRailContract({
    ...common,
    flow: `polygraf mask pii on ${group}`,
    mask: { answer: FOUND, becomes: "I am Ann, <Email>" },
  });
}
