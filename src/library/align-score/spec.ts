import * as v from "valibot";
import { anyText, flag, optional, strict, text as textSetting, withDefault } from "../../config/schema/schema-parts.ts";
import { isSwitchedOnFor } from "../../rails/bot-text.ts";
import { chunksIn } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const KEY = "fact_checking";

/** Below it, the answer is not supported by the retrieved chunks. */
const LOWEST_SCORE = 0.5;

const answer = v.object({ alignscore: v.number() });

const NO_FALLBACK =
  "`fallback_to_self_check` has no effect: a service that fails blocks, and no model is asked instead";

/** An AlignScore server. Without retrieved chunks, answers pass. */
export const alignScore: AnyRailSpec = defineRailSpec({
  flows: {
    "alignscore check facts": {
      groups: ["output"],
      reads: "whole",
      refusal: ANSWER_UNKNOWN,
      exception: "AlignScoreCheckFactRailException",
    },
  },
  settings: {
    key: KEY,
    schema: strict(
      {
        provider: optional(textSetting),
        parameters: withDefault(
          strict({ endpoint: optional(anyText) }, ({ endpoint }) => endpoint),
          {},
        ),
        fallback_to_self_check: withDefault(flag, false),
      },
      (value) => value,
    ),
  },
  warnings: ({ fallback_to_self_check }) =>
    fallback_to_self_check ? [{ path: `rails.config.${KEY}.fallback_to_self_check`, message: NO_FALLBACK }] : [],
  create(setup) {
    const { parameters: endpoint } = setup.settings;
    const needs = new Needs(setup);
    const url = needs.address(endpoint, { path: `rails.config.${KEY}.parameters.endpoint` });
    const service = needs.service("AlignScore", url, {});
    return blockingRail(setup, { whole: true }, async (claim, context, input) => {
      const evidence = chunksIn(context.variables).join("\n");
      if (!isSwitchedOnFor("check_facts", input, context) || evidence.trim() === "") return ALLOW;
      const { alignscore } = await service.ask({ evidence, claim }, answer, context);
      return alignscore >= LOWEST_SCORE ? ALLOW : blockFor(["not held up by what was retrieved"]);
    });
  },
});
