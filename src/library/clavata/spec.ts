import * as v from "valibot";
import { RailError } from "../../errors.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import { type ClavataSettings, clavataSettings } from "./settings.ts";

const EXCEPTION = "ClavataPolicyMatchException";

const KEY = "clavata";
const VARIABLE = "CLAVATA_API_KEY";
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Retries after the first attempt, mostly needed for its rate limit. */
const MAX_RETRIES = 2;

const outcome = v.picklist(["OUTCOME_TRUE", "OUTCOME_FALSE", "OUTCOME_FAILED", "OUTCOME_UNSPECIFIED"]);

/** One report, for the one text that was sent. */
const answer = v.object({
  job: v.object({
    status: v.literal("JOB_STATUS_COMPLETED"),
    results: v.pipe(
      v.array(
        v.object({
          report: v.object({
            result: outcome,
            sectionEvaluationReports: v.nullish(v.array(v.object({ name: v.string(), result: outcome })), []),
          }),
        }),
      ),
      v.length(1),
    ),
  }),
});

type Report = v.InferOutput<typeof answer>["job"]["results"][number]["report"];

const matchesOf = ({ sectionEvaluationReports }: Report): readonly string[] =>
  (sectionEvaluationReports ?? []).flatMap(({ name, result }) => (result === "OUTCOME_TRUE" ? [name] : []));

const isMatch = (report: Report, labels: readonly string[], logic: ClavataSettings["logic"]): boolean => {
  if (labels.length === 0) return report.result === "OUTCOME_TRUE";
  const matches = matchesOf(report);
  return logic === "ALL" ? labels.every((one) => matches.includes(one)) : labels.some((one) => matches.includes(one));
};

/** Clavata: a policy, by name or id, and all or some of its labels. */
export const clavata: AnyRailSpec = defineRailSpec({
  flows: {
    "clavata check input": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "clavata check output": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  settings: { key: KEY, schema: clavataSettings },
  env: [VARIABLE],
  create(setup) {
    const { flow, settings } = setup;
    const direction = setup.group === "output" ? "output" : "input";
    const { policy = "", labels = [] } = settings[direction] ?? {};
    const id = Object.hasOwn(settings.policies, policy) ? (settings.policies[policy] ?? "") : policy;
    const needs = new Needs(setup);
    const path = `rails.config.${KEY}.${direction}.policy`;
    needs.require(UUID.test(id), path, `The flow \`${flow}\` needs the id of a policy, or its name under \`policies\``);
    const base = needs.address(settings.endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const service = needs.service("Clavata", below(base, "v1/jobs"), bearer(needs.key(VARIABLE)));
    return blockingRail(setup, {}, async (text, context) => {
      const body = { content_data: [{ text }], policy_id: id, wait_for_completion: true };
      const { job } = await service.ask(body, answer, context, { maxRetries: MAX_RETRIES });
      const report = job.results[0]?.report;
      if (report === undefined || report.result === "OUTCOME_FAILED" || report.result === "OUTCOME_UNSPECIFIED") {
        throw new RailError("rail_error", flow, `Rail "${flow}" could not be evaluated`);
      }
      return isMatch(report, labels, settings.logic) ? blockFor(matchesOf(report)) : ALLOW;
    });
  },
});
