import * as v from "valibot";
import { anyText, optional, strict, withDefault } from "../../config/schema/schema-parts.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { chunksIn } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import type { Service } from "../remote/service.ts";
import { share } from "../remote/settings.ts";

const EXCEPTION = "JailbreakDetectionRailException";

const KEY = "fiddler";
const VARIABLE = "FIDDLER_API_KEY";

const schema = strict(
  {
    fiddler_endpoint: optional(anyText),
    safety_threshold: withDefault(share, 0.1),
    faithfulness_threshold: withDefault(share, 0.05),
  },
  (value) => value,
);

type Setup = RailSetup<v.InferOutput<typeof schema>>;

/** Scores by kind of harm, in fields that begin with `fdl_`. */
const safety = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((scores) =>
    Object.entries(scores).filter(
      (entry): entry is [string, number] => entry[0].startsWith("fdl_") && typeof entry[1] === "number",
    ),
  ),
  v.minLength(1),
);

const faithfulness = v.object({ fdl_faithful_score: v.number() });

const serviceOf = (setup: Setup, path: string): Service => {
  const needs = new Needs(setup);
  const base = needs.address(setup.settings.fiddler_endpoint, { path: `rails.config.${KEY}.fiddler_endpoint` });
  return needs.service("Fiddler", below(base, `v3/guardrails/${path}`), bearer(needs.key(VARIABLE)));
};

const safetyRail = (setup: Setup): CheckRail => {
  const service = serviceOf(setup, "ftl-safety");
  const { safety_threshold: threshold } = setup.settings;
  return blockingRail(setup, {}, async (text, context) => {
    const scores = await service.ask({ data: { input: text } }, safety, context);
    const found = scores.filter(([, score]) => score >= threshold);
    return found.length === 0 ? ALLOW : blockFor(found.map(([name]) => name));
  });
};

/** Without retrieved chunks, answers pass. */
const faithfulnessRail = (setup: Setup): CheckRail => {
  const service = serviceOf(setup, "ftl-response-faithfulness");
  const { faithfulness_threshold: threshold } = setup.settings;
  return blockingRail(setup, { whole: true }, async (text, context) => {
    const chunks = chunksIn(context.variables);
    if (chunks.length === 0) return ALLOW;
    const data = { response: text, context: chunks.join("\n") };
    const { fdl_faithful_score } = await service.ask({ data }, faithfulness, context);
    return fdl_faithful_score > threshold ? ALLOW : blockFor(["not faithful to what was retrieved"]);
  });
};

/** Fiddler's guardrails: safety, and faithfulness to retrieved chunks. */
export const fiddler: AnyRailSpec = defineRailSpec({
  flows: {
    "fiddler user safety": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "fiddler bot safety": { groups: ["output"], reads: "window", exception: EXCEPTION },
    "fiddler bot faithfulness": { groups: ["output"], reads: "whole", exception: EXCEPTION },
  },
  settings: { key: KEY, schema },
  env: [VARIABLE],
  create: (setup) => (setup.name === "fiddler bot faithfulness" ? faithfulnessRail(setup) : safetyRail(setup)),
});
