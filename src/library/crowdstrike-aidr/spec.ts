import * as v from "valibot";
import { strict, withDefault } from "../../config/schema/schema-parts.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { guardMessages, guardRail } from "../remote/guard-messages.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { inMs, seconds } from "../remote/settings.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const EXCEPTION = "CrowdStrikeAidrGuardRailException";

const KEY = "CS_AIDR_TOKEN";
const BASE = "CS_AIDR_BASE_URL_TEMPLATE";

const answer = v.object({
  result: v.object({
    blocked: v.nullish(v.boolean()),
    transformed: v.nullish(v.boolean()),
    guard_output: v.nullish(v.object({ messages: guardMessages })),
  }),
});

/** CrowdStrike AIDR. The template of its address has `{SERVICE_NAME}` where the name of the service goes. */
export const crowdstrikeAidr: AnyRailSpec = defineRailSpec({
  flows: {
    "crowdstrike aidr guard input": {
      groups: ["input"],
      reads: "whole",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: EXCEPTION,
    },
    "crowdstrike aidr guard output": {
      groups: ["output"],
      reads: "window",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: EXCEPTION,
    },
  },
  settings: {
    key: "crowdstrike_aidr",
    schema: strict({ timeout: withDefault(seconds, 30) }, ({ timeout }) => timeout),
  },
  env: [KEY, BASE],
  create(setup) {
    const needs = new Needs(setup);
    const template = needs.optionalVariable(BASE) ?? "https://api.crowdstrike.com/aidr/{SERVICE_NAME}";
    const base = needs.address(template.replaceAll("{SERVICE_NAME}", "aiguard"), { variable: BASE });
    const url = below(base, "v1/guard_chat_completions");
    const service = needs.service("CrowdStrike AIDR", url, bearer(needs.key(KEY)));
    return guardRail(setup, { timeoutMs: inMs(setup.settings) }, async (messages, context) => {
      const { result } = await service.ask({ guard_input: { messages } }, answer, context);
      return { ...result, ...result.guard_output };
    });
  },
});
