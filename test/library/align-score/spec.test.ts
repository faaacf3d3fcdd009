import { expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { configWarnings } from "../../../src/library/resolve/config-warnings.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { railSources } from "../../support/rail-sources.ts";

serviceRailContract({
  flow: "alignscore check facts",
  group: "output",
  settings: {
    fact_checking: { provider: "align_score", parameters: { endpoint: "http://localhost:5000/alignscore_base" } },
  },
  said: "It rains",
  variables: { relevant_chunks: "The sun shines.", check_facts: true },
  request: { path: "/alignscore_base", body: { evidence: "The sun shines.", claim: "It rains" } },
  allow: { alignscore: 0.5 },
  block: { answer: { alignscore: 0.49 }, reason: "not held up by what was retrieved" },
});

it("alignscore check facts warns that it has no model to fall back to", () => {
  const fact_checking = { parameters: { endpoint: "http://localhost:5000" }, fallback_to_self_check: true };
  const rails = {
    output: { flows: ["alignscore check facts"], streaming: { enabled: true } },
    config: { fact_checking },
  };
  const config = RailsConfig.fromObject({ rails });
  expect(resolveRails(railSources(config)).output).toHaveLength(1);
  expect(configWarnings(config)).toContainEqual(
    expect.objectContaining({
      path: "rails.config.fact_checking.fallback_to_self_check",
      message: expect.stringMatching(/has no effect: a service that fails blocks/),
    }),
  );
});
