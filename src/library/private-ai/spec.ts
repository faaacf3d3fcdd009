import * as v from "valibot";
import { anyText, optional, strict, text as textSetting, withDefault } from "../../config/schema/schema-parts.ts";
import type { RailContext, RailDecision } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { markedSpans } from "../remote/marked-spans.ts";
import { Needs } from "../remote/needs.ts";
import { isMasking, piiFlows, type PiiGroup } from "../remote/pii-rail.ts";
import { ALLOW, blockingRail, nameOf, rewritingRail, rewrittenTo } from "../remote/service-rail.ts";
import { entities } from "../remote/settings.ts";
import { replaceSpans } from "../remote/spans.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const KEY = "privateai";
const VARIABLE = "PAI_API_KEY";

/** One for each text that was sent. */
const answer = v.tuple([v.object({ processed_text: v.string(), entities_present: v.boolean() })]);

/** The text from the service; with pseudonyms if they are enabled and the replaced values can be determined. */
const masked = (text: string, processed: string, { pseudonym }: RailContext): RailDecision => {
  const spans = pseudonym === undefined ? undefined : markedSpans(text, processed);
  if (pseudonym === undefined || spans === undefined) return rewrittenTo(text, processed);
  return rewrittenTo(
    text,
    replaceSpans(text, spans, (label, value) => pseudonym(nameOf(label), value)),
  );
};

/** NeMo Guardrails ignores a key in its config and reads only the variable. */
const keyOf = (needs: Needs, written: string | undefined, url: URL): string | undefined => {
  if (written !== undefined) return needs.writtenKey(written, `rails.config.${KEY}.api_key`);
  return url.hostname === "api.private-ai.com" ? needs.key(VARIABLE) : needs.optionalKey(VARIABLE);
};

/** Personal data detection by Private AI, in its cloud or self-hosted. */
export const privateAi: AnyRailSpec = defineRailSpec({
  flows: piiFlows("", ANSWER_UNKNOWN),
  settings: {
    key: KEY,
    schema: strict(
      {
        server_endpoint: withDefault(anyText, "http://localhost:8080/process/text"),
        api_key: optional(textSetting),
        input: entities,
        output: entities,
        retrieval: entities,
      },
      (value) => value,
    ),
  },
  env: [VARIABLE],
  create(setup) {
    const value = setup.settings[setup.group as PiiGroup];
    const enabled = value.length === 0 ? {} : { entity_types: [{ type: "ENABLE", value }] };
    const detection = { accuracy: "high_automatic", return_entity: false, ...enabled };
    const needs = new Needs(setup);
    const url = needs.address(setup.settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const key = keyOf(needs, setup.settings.api_key, url);
    const service = needs.service("Private AI", url, key === undefined ? {} : { "x-api-key": key });
    const bodyOf = (text: string) => ({ text: [text], link_batch: false, entity_detection: detection });
    if (isMasking(setup.name)) {
      return rewritingRail(setup, {}, async (text, context) => {
        const [{ processed_text }] = await service.ask(bodyOf(text), answer, context);
        return masked(text, processed_text, context);
      });
    }
    return blockingRail(setup, {}, async (text, context) => {
      const [{ entities_present }] = await service.ask(bodyOf(text), answer, context);
      return entities_present ? { outcome: "block", reason: "personal data" } : ALLOW;
    });
  },
});
