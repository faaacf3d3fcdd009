import * as v from "valibot";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { ALLOW, rewritingRail, rewrittenTo } from "../remote/service-rail.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const ENDPOINT = "PS_PROTECT_URL";
const KEY = "PS_APP_ID";

const modified = v.object({ modified_text: v.string() });

/** The action `log` means that the text is allowed. */
const answers = {
  prompt: v.object({
    result: v.variant("action", [
      v.object({ action: v.picklist(["block", "log", "allow"]) }),
      v.object({ action: v.literal("modify"), prompt: modified }),
    ]),
  }),
  response: v.object({
    result: v.variant("action", [
      v.object({ action: v.picklist(["block", "log", "allow"]) }),
      v.object({ action: v.literal("modify"), response: modified }),
    ]),
  }),
};

/**
 * Prompt Security's Protect. Its address depends on the region and is part of the environment, as is the id of the app.
 */
export const promptSecurity: AnyRailSpec = defineRailSpec({
  flows: {
    "protect prompt": {
      groups: ["input"],
      reads: "whole",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: "PromptSecurityRailRailException",
    },
    "protect response": {
      groups: ["output"],
      reads: "window",
      rewrites: true,
      refusal: ANSWER_UNKNOWN,
      exception: "PromptSecurityRailException",
    },
  },
  env: [ENDPOINT, KEY],
  create(setup) {
    const needs = new Needs(setup);
    const url = needs.address(needs.variable(ENDPOINT), { variable: ENDPOINT });
    const service = needs.service("Prompt Security", url, { "app-id": needs.key(KEY) });
    const nothing = { prompt: null, system_prompt: null, response: null, user: null };
    return rewritingRail(setup, {}, async (text, context) => {
      const { action, rewritten } =
        setup.group === "output"
          ? responseOf(await service.ask({ ...nothing, response: text }, answers.response, context))
          : promptOf(await service.ask({ ...nothing, prompt: text }, answers.prompt, context));
      if (action === "block") return { outcome: "block" };
      return rewritten === undefined ? ALLOW : rewrittenTo(text, rewritten);
    });
  },
});

interface Decision {
  readonly action: string;
  readonly rewritten?: string;
}

const promptOf = ({ result }: v.InferOutput<typeof answers.prompt>): Decision =>
  result.action === "modify" ? { action: "modify", rewritten: result.prompt.modified_text } : result;

const responseOf = ({ result }: v.InferOutput<typeof answers.response>): Decision =>
  result.action === "modify" ? { action: "modify", rewritten: result.response.modified_text } : result;
