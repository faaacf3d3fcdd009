import * as v from "valibot";
import { isSwitchedOnFor } from "../../rails/bot-text.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { chunksIn } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail, rewritingRail } from "../remote/service-rail.ts";
import type { Service } from "../remote/service.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";
import { taskAnswers, taskConfig, taskDecision } from "./guardrails.ts";
import { type AutoAlignSettings, autoAlignSettings } from "./settings.ts";

const KEY = "autoalign";
const VARIABLE = "AUTOALIGN_API_KEY";

type Setup = RailSetup<AutoAlignSettings>;
type Endpoint = "endpoint" | "groundedness_check_endpoint" | "fact_check_endpoint";

const serviceOf = (setup: Setup, endpoint: Endpoint, needs = new Needs(setup)): Service => {
  const path = `rails.config.${KEY}.parameters.${endpoint}`;
  const url = needs.address(setup.settings.parameters[endpoint], { path });
  return needs.service("AutoAlign", url, { "x-api-key": needs.key(VARIABLE) });
};

const guardrailsRail = (setup: Setup): CheckRail => {
  const { flow, settings } = setup;
  const direction = setup.group === "output" ? "output" : "input";
  const guardrails = settings[direction] ?? {};
  const needs = new Needs(setup);
  const isNamed = Object.keys(guardrails).length > 0;
  const path = `rails.config.${KEY}.${direction}.guardrails_config`;
  needs.require(isNamed, path, `The flow \`${flow}\` needs the guardrails to apply`);
  const service = serviceOf(setup, "endpoint", needs);
  const config = taskConfig(guardrails);
  return rewritingRail(setup, {}, async (text, context) => {
    const body = { prompt: text, config, multi_language: settings.parameters.multi_language };
    return taskDecision(flow, text, await service.ask(body, taskAnswers, context, { format: "lines" }));
  });
};

const SCORE = /^Factcheck Score: (\d+(?:\.\d+)?)$/;

/** The score, from the line that has it in a sentence. */
const groundedness = v.pipe(
  v.array(v.object({ task: v.string(), response: v.nullish(v.string()) })),
  v.transform((lines) => lines.find(({ task }) => task === "groundedness_checker")?.response),
  v.string(),
  v.regex(SCORE),
  v.transform((text) => Number(SCORE.exec(text)?.[1])),
);

/** Without retrieved chunks, answers pass. */
const groundednessRail = (setup: Setup): CheckRail => {
  const { parameters, output = {} } = setup.settings;
  const service = serviceOf(setup, "groundedness_check_endpoint");
  const config = { groundedness_checker: { verify_response: false }, ...output };
  return blockingRail(setup, { whole: true }, async (text, context, input) => {
    const documents = chunksIn(context.variables);
    if (!isSwitchedOnFor("check_facts", input, context) || documents.length === 0) return ALLOW;
    const score = await service.ask({ prompt: text, documents, config }, groundedness, context, { format: "lines" });
    return score < parameters.factcheck_threshold ? blockFor(["not grounded in what was retrieved"]) : ALLOW;
  });
};

const factScores = v.object({ all_overall_fact_scores: v.pipe(v.array(v.number()), v.minLength(1)) });

const factCheckRail = (setup: Setup): CheckRail => {
  const { parameters, output = {} } = setup.settings;
  const needs = new Needs(setup);
  // The service requires its key in the body, too.
  const labels = { session_id: "edgerails", api_key: needs.key(VARIABLE) };
  const service = serviceOf(setup, "fact_check_endpoint", needs);
  const { multi_language } = parameters;
  return blockingRail(setup, { whole: true }, async (content, context) => {
    const document = { content, type: "text_content", file_name: "HighlightedText.txt" };
    const texts = { content_moderation_docs: [document], user_query: context.userMessage };
    const body = { labels, ...texts, config: output, multi_language };
    const { all_overall_fact_scores } = await service.ask(body, factScores, context);
    const score = all_overall_fact_scores[0] ?? 0;
    return score < parameters.factcheck_threshold ? blockFor(["not held up by facts"]) : ALLOW;
  });
};

const RAILS: Readonly<Record<string, (setup: Setup) => CheckRail>> = {
  "autoalign groundedness output": groundednessRail,
  "autoalign factcheck output": factCheckRail,
};

/** AutoAlign's guardrails. Personal data is removed; other findings block. */
export const autoalign: AnyRailSpec = defineRailSpec({
  flows: {
    "autoalign check input": {
      groups: ["input"],
      reads: "whole",
      rewrites: true,
      exception: "AutoAlignInputRailException",
    },
    "autoalign check output": {
      groups: ["output"],
      reads: "window",
      rewrites: true,
      exception: "AutoAlignOutputRailException",
    },
    "autoalign groundedness output": { groups: ["output"], reads: "whole", refusal: ANSWER_UNKNOWN },
    "autoalign factcheck output": { groups: ["output"], reads: "whole", refusal: ANSWER_UNKNOWN },
  },
  settings: { key: KEY, schema: autoAlignSettings },
  env: [VARIABLE],
  create: (setup) => (RAILS[setup.name] ?? guardrailsRail)(setup),
});
