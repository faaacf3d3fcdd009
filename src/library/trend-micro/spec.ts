import * as v from "valibot";
import { flag, strict, text as textSetting, withDefault } from "../../config/schema/schema-parts.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";

const EXCEPTION = "TrendAiGuardRailException";

const KEY = "trend_micro";
const DEFAULT_VARIABLE = "V1_API_KEY";
/** Valid values of the header. */
const APPLICATION = /^[\w-]{1,64}$/;

const answer = v.object({
  action: v.picklist(["Allow", "Block"]),
  reason: v.nullish(v.string()),
  reasons: v.nullish(v.array(v.string()), []),
});

/** AI Guard of Trend Vision One. */
export const trendMicro: AnyRailSpec = defineRailSpec({
  flows: {
    "trend ai guard input": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "trend ai guard output": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  settings: {
    key: KEY,
    schema: strict(
      {
        v1_url: withDefault(textSetting, "https://api.xdr.trendmicro.com/v3.0/aiSecurity/applyGuardrails"),
        api_key_env_var: withDefault(textSetting, DEFAULT_VARIABLE),
        application_name: withDefault(textSetting, "edgerails"),
        detailed_response: withDefault(flag, false),
      },
      (value) => value,
      ({ application_name }, report) => {
        if (typeof application_name !== "string" || APPLICATION.test(application_name)) return;
        report(["application_name"], "expected at most 64 letters, digits, hyphens and underscores");
      },
    ),
  },
  env: [DEFAULT_VARIABLE],
  create(setup) {
    const { v1_url, api_key_env_var, application_name, detailed_response } = setup.settings;
    const needs = new Needs(setup);
    const url = needs.address(v1_url, { path: `rails.config.${KEY}.v1_url` });
    const service = needs.service("Trend Micro AI Guard", url, {
      ...bearer(needs.key(api_key_env_var)),
      "tmv1-application-name": application_name,
      prefer: detailed_response ? "return=representation" : "return=minimal",
    });
    return blockingRail(setup, {}, async (text, context) => {
      const { action, reason, reasons } = await service.ask({ prompt: text }, answer, context);
      return action === "Allow" ? ALLOW : blockFor([...(reasons ?? []), ...((reason ?? "") ? [reason ?? ""] : [])]);
    });
  },
});
