import * as v from "valibot";
import { optional, strict, text as textSetting } from "../../config/schema/schema-parts.ts";
import { optional as optionalField } from "../../json.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { guardMessages, guardRail } from "../remote/guard-messages.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const EXCEPTION = "PangeaAiGuardRailException";

const KEY = "PANGEA_API_TOKEN";
const BASE = "PANGEA_BASE_URL_TEMPLATE";

const answer = v.object({
  result: v.object({
    blocked: v.nullish(v.boolean()),
    transformed: v.nullish(v.boolean()),
    prompt_messages: guardMessages,
  }),
});

const direction = optional(strict({ recipe: optional(textSetting) }, ({ recipe }) => recipe));

/** Pangea's AI Guard. The template of its address has `{SERVICE_NAME}` where the name of the service goes. */
export const pangea: AnyRailSpec = defineRailSpec({
  flows: {
    "pangea ai guard input": {
      groups: ["input"],
      reads: "whole",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: EXCEPTION,
    },
    "pangea ai guard output": {
      groups: ["output"],
      reads: "window",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: EXCEPTION,
    },
  },
  settings: { key: "pangea", schema: strict({ input: direction, output: direction }, (value) => value) },
  env: [KEY, BASE],
  create(setup) {
    const needs = new Needs(setup);
    const template = needs.optionalVariable(BASE) ?? "https://{SERVICE_NAME}.aws.us.pangea.cloud";
    const base = needs.address(template.replaceAll("{SERVICE_NAME}", "ai-guard"), { variable: BASE });
    const service = needs.service("Pangea AI Guard", below(base, "v1/text/guard"), bearer(needs.key(KEY)));
    const recipe = setup.settings[setup.group === "output" ? "output" : "input"];
    return guardRail(setup, {}, async (messages, context) => {
      const { result } = await service.ask({ messages, ...optionalField("recipe", recipe) }, answer, context);
      return { ...result, messages: result.prompt_messages };
    });
  },
});
