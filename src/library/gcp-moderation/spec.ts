import * as v from "valibot";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";
import { serviceAccountIn, tokenSource } from "./access-token.ts";

const VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
const AUDIENCE = "https://language.googleapis.com/";
const URL_OF_SERVICE = new URL("v2/documents:moderateText", AUDIENCE);

const answer = v.object({ moderationCategories: v.array(v.object({ name: v.string(), confidence: v.number() })) });

type Category = v.InferOutput<typeof answer>["moderationCategories"][number];

/** Confidence above which a text is blocked, as NeMo has it. */
const HIGHEST_CONFIDENCE = 0.8;

/** Kinds for which the detailed flow has another one; it looks at the kinds of the other list as well. */
const STRICTER: ReadonlyMap<string, number> = new Map([
  ["Insult", 0.7],
  ["Profanity", 0.6],
  ["Derogatory", 0.4],
  ["Sexual", 0.7],
]);

const isOverall = ({ confidence }: Category): boolean => confidence > HIGHEST_CONFIDENCE;
const isOfItsKind = ({ name, confidence }: Category): boolean =>
  confidence > (STRICTER.get(name) ?? HIGHEST_CONFIDENCE);

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
    const isTooMuch = setup.name.endsWith("detailed") ? isOfItsKind : isOverall;
    return blockingRail(setup, {}, async (content, context) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${await token(context.clock)}` };
      const body = { document: { type: "PLAIN_TEXT", content } };
      const { moderationCategories } = await service.ask(body, answer, context, { headers });
      const found = moderationCategories.filter(isTooMuch);
      return found.length === 0 ? ALLOW : blockFor(found.map(({ name }) => name));
    });
  },
});
