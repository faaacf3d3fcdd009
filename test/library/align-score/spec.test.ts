import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

serviceRailContract({
  flow: "alignscore check facts",
  group: "output",
  settings: {
    fact_checking: { provider: "align_score", parameters: { endpoint: "http://localhost:5000/alignscore_base" } },
  },
  said: "It rains",
  variables: { relevant_chunks: "The sun shines." },
  request: { path: "/alignscore_base", body: { evidence: "The sun shines.", claim: "It rains" } },
  allow: { alignscore: 0.5 },
  block: { answer: { alignscore: 0.49 }, reason: "not held up by what was retrieved" },
});
