import { serviceRailContract } from "../../contracts/service-rail.contract.ts";

const results = (...passes: readonly (boolean | null)[]): unknown => ({
  results: passes.map((pass) => ({
    evaluator_id: "lynx",
    status: "success",
    evaluation_result: pass === null ? null : { pass },
  })),
});

const harness = (success_strategy: string) =>
  ({
    flow: "patronus api check output",
    group: "output",
    settings: {
      patronus: {
        output: {
          evaluate_config: { success_strategy, params: { evaluators: [{ evaluator: "lynx" }], tags: { a: "b" } } },
        },
      },
    },
    env: { PATRONUS_API_KEY: "patronus-secret-key" },
    needs: ["PATRONUS_API_KEY"],
    keys: ["patronus-secret-key"],
    said: "It rains",
    variables: { relevant_chunks: ["The sun shines."] },
    request: {
      path: "/v1/evaluate",
      headers: { "x-api-key": "patronus-secret-key" },
      body: {
        evaluators: [{ evaluator: "lynx" }],
        tags: { a: "b" },
        evaluated_model_input: "What is it?",
        evaluated_model_output: "It rains",
        evaluated_model_retrieved_context: ["The sun shines."],
      },
    },
    nonsense: [{}, results(), []],
  }) as const;

serviceRailContract({
  ...harness("all_pass"),
  allow: results(true, true),
  block: { answer: results(true, null), reason: "not passed by its evaluators" },
});
serviceRailContract({
  ...harness("any_pass"),
  allow: results(false, true),
  block: { answer: results(false, null), reason: "not passed by its evaluators" },
});
