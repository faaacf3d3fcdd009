import * as v from "valibot";
import { flag, strict, withDefault } from "../../config/schema/schema-parts.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { roleOf } from "../remote/guard-messages.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import { inMs, seconds } from "../remote/settings.ts";

const EXCEPTION = "AIDefenseRailException";

const KEY = "AI_DEFENSE_API_KEY";
const ENDPOINT = "AI_DEFENSE_API_ENDPOINT";

const answer = v.object({
  // Any other value means "not safe". Only an answer without the field is a failure.
  is_safe: v.unknown(),
  rules: v.nullish(v.array(v.object({ rule_name: v.optional(v.string(), "unnamed rule") })), []),
});

/** Cisco AI Defense. Its URL depends on the region, so it is read from the environment. */
export const aiDefense: AnyRailSpec = defineRailSpec({
  flows: {
    "ai defense inspect prompt": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "ai defense inspect response": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  settings: {
    key: "ai_defense",
    schema: strict({ timeout: withDefault(seconds, 30), fail_open: withDefault(flag, false) }, (value) => value),
  },
  env: [ENDPOINT, KEY],
  create(setup) {
    const needs = new Needs(setup);
    const url = needs.address(needs.variable(ENDPOINT), { variable: ENDPOINT });
    const service = needs.service("AI Defense", url, { "x-cisco-ai-defense-api-key": needs.key(KEY) });
    const { timeout, fail_open: failOpen } = setup.settings;
    const role = roleOf(setup.group);
    return blockingRail(setup, { timeoutMs: inMs(timeout), failOpen }, async (text, context) => {
      const { is_safe, rules } = await service.ask({ messages: [{ role, content: text }] }, answer, context);
      return is_safe === true ? ALLOW : blockFor(rules.map(({ rule_name }) => rule_name));
    });
  },
});
