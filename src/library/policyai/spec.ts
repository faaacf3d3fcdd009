import * as v from "valibot";
import { RailError } from "../../errors.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { below, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";

const EXCEPTION = "PolicyAIModerationRailException";

const KEY = "POLICYAI_API_KEY";
const BASE = "POLICYAI_BASE_URL";
const TAG = "POLICYAI_TAG_NAME";

/** One result for each policy of the tag. */
const answer = v.object({
  data: v.array(
    v.object({
      status: v.nullish(v.string()),
      assessment: v.nullish(v.picklist(["SAFE", "UNSAFE"])),
      category: v.nullish(v.string()),
    }),
  ),
});

/** PolicyAI of Musubi Labs: the policies of a tag. One UNSAFE result blocks; a policy without a result is a failure. */
export const policyai: AnyRailSpec = defineRailSpec({
  flows: {
    "policyai moderation on input": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "policyai moderation on output": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  env: [KEY, BASE, TAG],
  create(setup) {
    const needs = new Needs(setup);
    const base = needs.address(needs.optionalVariable(BASE) ?? "https://api.musubilabs.ai", { variable: BASE });
    const tag = encodeURIComponent(needs.optionalVariable(TAG) ?? "prod");
    const url = below(base, `policyai/v1/decisions/evaluate/${tag}`);
    const service = needs.service("PolicyAI", url, { "musubi-api-key": needs.key(KEY) });
    return blockingRail(setup, {}, async (text, context) => {
      const { data } = await service.ask({ content: [{ type: "TEXT", content: text }] }, answer, context);
      const unsafe = data.filter(({ assessment }) => assessment === "UNSAFE");
      if (unsafe.length > 0) return blockFor(unsafe.flatMap(({ category }) => category ?? []));
      if (data.length > 0 && data.every(({ assessment, status }) => assessment === "SAFE" && status !== "failed")) {
        return ALLOW;
      }
      throw new RailError("rail_error", setup.flow, `Rail "${setup.flow}" got no answer from one of its policies`);
    });
  },
});
