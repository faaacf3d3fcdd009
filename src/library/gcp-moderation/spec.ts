import * as v from "valibot";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import {
  NO_ABUSE,
  NOTHING_INAPPROPRIATE,
  NOTHING_SENSITIVE,
  refusalOfKind,
  type WordedKind,
} from "../shared/bot-words.ts";
import { serviceAccountIn, tokenSource } from "./access-token.ts";

const VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
const AUDIENCE = "https://language.googleapis.com/";
const URL_OF_SERVICE = new URL("v2/documents:moderateText", AUDIENCE);

const answer = v.object({ moderationCategories: v.array(v.object({ name: v.string(), confidence: v.number() })) });

type Category = v.InferOutput<typeof answer>["moderationCategories"][number];

/** Confidence above which a text is blocked, as NeMo has it. */
const HIGHEST_CONFIDENCE = 0.8;

/** Thresholds of the detailed flow, in the order in which it reports the kinds. Other kinds use the threshold above. */
const KINDS: ReadonlyMap<string, WordedKind> = new Map([
  ["Toxic", [0.8, NO_ABUSE]],
  ["Insult", [0.7, NO_ABUSE]],
  ["Profanity", [0.6, NO_ABUSE]],
  ["Derogatory", [0.4, NO_ABUSE]],
  ["Violent", [0.8, NO_ABUSE]],
  ["Sexual", [0.7, NOTHING_INAPPROPRIATE]],
  ["Death, Harm & Tragedy", [0.8, NOTHING_INAPPROPRIATE]],
  ["Firearms & Weapons", [0.8, NOTHING_INAPPROPRIATE]],
  ["Illicit Drugs", [0.8, NOTHING_SENSITIVE]],
  ["Public Safety", [0.8, NOTHING_SENSITIVE]],
  ["Health", [0.8, NOTHING_SENSITIVE]],
  ["Religion & Belief", [0.8, NOTHING_SENSITIVE]],
  ["War & Conflict", [0.8, NOTHING_SENSITIVE]],
  ["Politics", [0.8, NOTHING_SENSITIVE]],
  ["Finance", [0.8, NOTHING_SENSITIVE]],
  ["Legal", [0.8, NOTHING_SENSITIVE]],
]);

const isOverall = ({ confidence }: Category): boolean => confidence > HIGHEST_CONFIDENCE;
const isOfItsKind = ({ name, confidence }: Category): boolean =>
  confidence > (KINDS.get(name)?.[0] ?? HIGHEST_CONFIDENCE);

const NO_FILE = `\`${VARIABLE}\` must have the text of a service account's JSON file, not its path: rails read no files`;

/** Text moderation of Google Cloud's Natural Language API. */
export const gcpModeration: AnyRailSpec = defineRailSpec({
  flows: {
    "gcpnlp moderation": { groups: ["input"], reads: "whole" },
    "gcpnlp moderation detailed": { groups: ["input"], reads: "whole" },
  },
  env: [VARIABLE],
  create(setup) {
    const needs = new Needs(setup);
    const text = needs.key(VARIABLE);
    const account = serviceAccountIn(text);
    if (account !== undefined) needs.secret(account.privateKey);
    else if (text !== "") needs.lacks(NO_FILE);
    const service = needs.service("Google Cloud Natural Language", URL_OF_SERVICE, {});
    const token = account && tokenSource(setup.flow, account, AUDIENCE);
    const isDetailed = setup.name.endsWith("detailed");
    const isTooMuch = isDetailed ? isOfItsKind : isOverall;
    return blockingRail(setup, {}, async (content, context) => {
      const headers = bearer(await token?.(context.clock));
      const body = { document: { type: "PLAIN_TEXT", content } };
      const { moderationCategories } = await service.ask(body, answer, context, { headers });
      const names = moderationCategories.filter(isTooMuch).map(({ name }) => name);
      if (names.length === 0) return ALLOW;
      return isDetailed ? { ...blockFor(names), ...refusalOfKind(KINDS, names, context.config) } : blockFor(names);
    });
  },
});
