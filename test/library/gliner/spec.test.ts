import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const SAID = "😀 I am Ann, ann@mail.test";
const FOUND = [
  { text: "Ann", label: "first_name", start: 7, end: 10, score: 0.9 },
  { text: "ann@mail.test", label: "email", start: 12, end: 25, score: 0.9 },
  { text: "mail.test", label: "url", start: 16, end: 25, score: 0.6 },
];
const TUNING = { threshold: 0.6, chunk_length: 384, overlap: 128, flat_ner: false };

const chat = (value: unknown): unknown => ({
  choices: [{ message: { role: "assistant", content: JSON.stringify(value) } }],
});
const plain = (found: typeof FOUND): unknown => ({
  total_entities: found.length,
  entities: found.map(({ text, label, start, end, score }) => ({
    value: text,
    suggested_label: label,
    start_position: start,
    end_position: end,
    score,
  })),
});

for (const group of ["input", "output", "retrieval"] as const) {
  const nim = {
    group,
    settings: {
      gliner: {
        server_endpoint: "https://integrate.api.nvidia.com/v1/chat/completions",
        api_key_env_var: "NVIDIA_API_KEY",
        threshold: 0.6,
        [group]: { entities: ["email", "first_name"] },
      },
    },
    env: { NVIDIA_API_KEY: "nvapi-secret-key" },
    needs: ["NVIDIA_API_KEY"],
    keys: ["nvapi-secret-key"],
    said: SAID,
    request: {
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer nvapi-secret-key" },
      body: {
        model: "nvidia/gliner-pii",
        messages: [{ role: "user", content: SAID }],
        labels: ["email", "first_name"],
        ...TUNING,
      },
    },
    allow: chat({ total_entities: 0, entities: [] }),
    nonsense: [
      {},
      { choices: [] },
      chat({}),
      chat({ entities: [], total_entities: 3 }),
      chat({ entities: [], total_entities: "1" }),
      { choices: [{ message: { content: "no JSON" } }] },
      chat({ entities: [{ label: "email", start: 30, end: 40 }] }),
    ],
  };
  serviceRailContract({
    ...nim,
    flow: `gliner detect pii on ${group}`,
    block: { answer: chat({ entities: FOUND }), reason: "first_name, email" },
  });
  serviceRailContract({
    ...nim,
    flow: `gliner mask pii on ${group}`,
    mask: { answer: chat({ entities: FOUND }), becomes: "😀 I am [FIRST_NAME], [EMAIL]" },
  });
}

serviceRailContract({
  flow: "gliner mask pii on input",
  group: "input",
  settings: { gliner: { server_endpoint: "http://localhost:1235/v1/extract", threshold: 0.6 } },
  said: SAID,
  request: { path: "/v1/extract", body: { text: SAID, ...TUNING } },
  allow: plain([]),
  mask: { answer: plain(FOUND), becomes: "😀 I am [FIRST_NAME], [EMAIL]" },
});
