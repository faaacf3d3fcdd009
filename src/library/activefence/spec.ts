import * as v from "valibot";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import {
  NO_ABUSE,
  NO_SELF_HARM,
  NOTHING_INAPPROPRIATE,
  NOTHING_SENSITIVE,
  refusalOfKind,
  type WordedKind,
} from "../shared/bot-words.ts";

const EXCEPTION = "ActiveFenceModerationRailException";

const KEY = "ACTIVEFENCE_API_KEY";
const URL_OF_SERVICE = new URL("https://apis.activefence.com/sync/v3/content/text");

const answer = v.object({ violations: v.array(v.object({ violation_type: v.string(), risk_score: v.number() })) });

type Violation = v.InferOutput<typeof answer>["violations"][number];

/** Risk above which a text is blocked, as NeMo has it. */
const HIGHEST_RISK = 0.7;

/** Thresholds of the detailed flow, by kind. Other kinds are ignored. */
const KINDS: ReadonlyMap<string, WordedKind> = new Map([
  ["abusive_or_harmful.harassment_or_bullying", [0.8, NO_ABUSE]],
  ["abusive_or_harmful.profanity", [0.7, NO_ABUSE]],
  ["abusive_or_harmful.hate_speech", [0.6, NO_ABUSE]],
  ["abusive_or_harmful.child_grooming", [0.4, NO_ABUSE]],
  ["abusive_or_harmful.general_violence", [0.7, NO_ABUSE]],
  ["self_harm.general", [0.8, NO_SELF_HARM]],
  ["adult_content.general", [0.3, NOTHING_INAPPROPRIATE]],
  ["privacy_violation.pii", [0.8, NOTHING_SENSITIVE]],
]);

const isOverall = ({ risk_score }: Violation): boolean => risk_score > HIGHEST_RISK;
const isOfItsKind = ({ violation_type, risk_score }: Violation): boolean =>
  risk_score > (KINDS.get(violation_type)?.[0] ?? Infinity);

/** ActiveFence's ActiveScore. */
export const activefence: AnyRailSpec = defineRailSpec({
  flows: {
    "activefence moderation on input": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "activefence moderation on input detailed": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "activefence moderation on output": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  env: [KEY],
  create(setup) {
    const needs = new Needs(setup);
    const service = needs.service("ActiveFence", URL_OF_SERVICE, {
      "af-api-key": needs.key(KEY),
      "af-source": "edgerails",
    });
    const isDetailed = setup.name.endsWith("detailed");
    const isTooMuch = isDetailed ? isOfItsKind : isOverall;
    return blockingRail(setup, {}, async (text, context) => {
      const body = { text, content_id: crypto.randomUUID() };
      const { violations } = await service.ask(body, answer, context);
      const types = violations.filter(isTooMuch).map(({ violation_type }) => violation_type);
      if (types.length === 0) return ALLOW;
      return isDetailed ? { ...blockFor(types), ...refusalOfKind(KINDS, types, context.config) } : blockFor(types);
    });
  },
});
