import * as v from "valibot";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { below, Needs } from "../remote/needs.ts";
import { ALLOW, rewritingRail, rewrittenTo } from "../remote/service-rail.ts";
import { guardrailsAiSettings } from "./settings.ts";

const EXCEPTION = "GuardrailsAIException";

const KEY = "guardrails_ai";

/** A guard may also mend a text, which then counts as passed. */
const answer = v.object({ validationPassed: v.boolean(), validatedOutput: v.nullish(v.string()) });

/** A Guardrails AI server: the guard that the flow names validates the text. */
export const guardrailsAi: AnyRailSpec = defineRailSpec({
  flows: {
    "guardrailsai check input": { groups: ["input"], reads: "whole", rewrites: true, exception: EXCEPTION },
    "guardrailsai check output": { groups: ["output"], reads: "window", rewrites: true, exception: EXCEPTION },
  },
  settings: { key: KEY, schema: guardrailsAiSettings },
  params: ["validator"],
  create(setup) {
    const { flow, name, group, params, settings } = setup;
    const { validator } = params;
    const needs = new Needs(setup);
    const fix = `The flow \`${flow}\` names no guard: write \`${name} $validator="<name>"\``;
    needs.require(typeof validator === "string" && validator !== "", `rails.${group}.flows`, fix);
    const base = needs.address(settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const path = `guards/${encodeURIComponent(String(validator))}/validate`;
    const service = needs.service("Guardrails AI", below(base, path), {});
    return rewritingRail(setup, {}, async (text, context) => {
      const { validationPassed, validatedOutput } = await service.ask({ llmOutput: text }, answer, context);
      if (!validationPassed) return { outcome: "block", reason: "not passed by its guard" };
      return typeof validatedOutput === "string" ? rewrittenTo(text, validatedOutput) : ALLOW;
    });
  },
});
