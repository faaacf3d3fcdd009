import * as v from "valibot";
import { mapping, oneOf, optional, strict, withDefault } from "../../config/schema/schema-parts.ts";
import { isRecord } from "../../json.ts";
import { chunksIn } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockingRail } from "../remote/service-rail.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const KEY = "patronus";
const VARIABLE = "PATRONUS_API_KEY";
const URL_OF_SERVICE = new URL("https://api.patronus.ai/v1/evaluate");

/** One result for each evaluator. One that did not come to a result has not passed. */
const answer = v.object({
  results: v.pipe(
    v.array(v.object({ evaluation_result: v.nullish(v.object({ pass: v.nullish(v.boolean()) })) })),
    v.minLength(1),
  ),
});

const evaluateConfig = strict(
  { success_strategy: withDefault(oneOf("all_pass", "any_pass"), "all_pass"), params: withDefault(mapping, {}) },
  (value) => value,
);

const direction = withDefault(
  strict({ evaluate_config: withDefault(evaluateConfig, {}) }, (value) => value.evaluate_config),
  {},
);

const isEvaluator = (value: unknown): boolean => isRecord(value) && typeof value["evaluator"] === "string";

/** Patronus' Evaluate API: runs the evaluators in `params` over question, answer and retrieved chunks. */
export const patronus: AnyRailSpec = defineRailSpec({
  flows: { "patronus api check output": { groups: ["output"], reads: "whole", refusal: ANSWER_UNKNOWN } },
  settings: { key: KEY, schema: strict({ input: optional(direction), output: direction }, (value) => value) },
  env: [VARIABLE],
  create(setup) {
    const { success_strategy, params } = setup.settings.output;
    const needs = new Needs(setup);
    const evaluators = params["evaluators"];
    needs.require(
      Array.isArray(evaluators) && evaluators.length > 0 && evaluators.every(isEvaluator),
      `rails.config.${KEY}.output.evaluate_config.params`,
      `The flow \`${setup.flow}\` needs \`evaluators\`: a list of mappings with an \`evaluator\``,
    );
    const service = needs.service("Patronus", URL_OF_SERVICE, { "x-api-key": needs.key(VARIABLE) });
    return blockingRail(setup, { whole: true }, async (text, context) => {
      const chunks = chunksIn(context.variables);
      const body = {
        ...params,
        evaluated_model_input: context.userMessage,
        evaluated_model_output: text,
        evaluated_model_retrieved_context: chunks.length === 0 ? null : chunks,
      };
      const { results } = await service.ask(body, answer, context);
      const passed = results.map(({ evaluation_result }) => evaluation_result?.pass === true);
      const isPass = success_strategy === "all_pass" ? passed.every(Boolean) : passed.some(Boolean);
      return isPass ? ALLOW : { outcome: "block", reason: "not passed by its evaluators" };
    });
  },
});
