import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { railSources } from "../../support/rail-sources.ts";

const ID = "01234567-89ab-cdef-0123-456789abcdef";
const ENV = { CLAVATA_API_KEY: "clavata-secret-key" };

const job = (
  result: string,
  sections: Readonly<Record<string, string>> = {},
  status = "JOB_STATUS_COMPLETED",
): unknown => ({
  job: {
    status,
    results: [
      {
        report: {
          result,
          sectionEvaluationReports: Object.entries(sections).map(([name, one]) => ({ name, message: "", result: one })),
        },
      },
    ],
  },
});

const COMMON = {
  env: ENV,
  needs: Object.keys(ENV),
  keys: ["clavata-secret-key"],
  said: "I hate it",
  request: {
    path: "/v1/jobs",
    headers: { authorization: "Bearer clavata-secret-key" },
    body: { content_data: [{ text: "I hate it" }], policy_id: ID, wait_for_completion: true },
  },
  nonsense: [
    {},
    job("OUTCOME_FALSE", {}, "JOB_STATUS_RUNNING"),
    job("OUTCOME_FAILED"),
    job("OUTCOME_UNSPECIFIED"),
    { job: { status: "JOB_STATUS_COMPLETED", results: [] } },
  ],
};

serviceRailContract({
  ...COMMON,
  flow: "clavata check input",
  group: "input",
  settings: { clavata: { policies: { Toxicity: ID }, input: { policy: "Toxicity" } } },
  allow: job("OUTCOME_FALSE", { Insult: "OUTCOME_FALSE" }),
  block: { answer: job("OUTCOME_TRUE", { Insult: "OUTCOME_TRUE", Threat: "OUTCOME_FALSE" }), reason: "Insult" },
});

serviceRailContract({
  ...COMMON,
  flow: "clavata check output",
  group: "output",
  settings: { clavata: { label_match_logic: "ALL", output: { policy: ID, labels: ["Insult", "Threat"] } } },
  allow: job("OUTCOME_TRUE", { Insult: "OUTCOME_TRUE", Threat: "OUTCOME_FALSE" }),
  block: { answer: job("OUTCOME_TRUE", { Insult: "OUTCOME_TRUE", Threat: "OUTCOME_TRUE" }), reason: "Insult, Threat" },
});

describe("a policy of Clavata", () => {
  it.each([[undefined], [{ policy: "Unknown" }], [{ policy: "constructor" }]])("must exist: %j", (input) => {
    const clavata = { policies: { Toxicity: ID }, ...(input === undefined ? {} : { input }) };
    const config = RailsConfig.fromObject({
      rails: { input: { flows: ["clavata check input"] }, config: { clavata } },
    });
    expect(() => resolveRails(railSources(config, { env: ENV }))).toThrow("needs the id of a policy");
  });
});
