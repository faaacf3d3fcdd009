import * as v from "valibot";
import { parseJson } from "../../json.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, Needs } from "../remote/needs.ts";
import { piiFlows, type PiiGroup, spanRail } from "../remote/pii-rail.ts";
import { type GlinerSettings, glinerSettings } from "./settings.ts";

const KEY = "gliner";
const CHAT = /\/v1\/chat\/completions\/?$/;

/** A NIM and the plain server use different names for the same fields. */
const nimEntity = v.pipe(
  v.object({ label: v.string(), start: v.number(), end: v.number() }),
  v.transform(({ label, start, end }) => ({ label, start, end })),
);
const plainEntity = v.pipe(
  v.object({ suggested_label: v.string(), start_position: v.number(), end_position: v.number() }),
  v.transform(({ suggested_label, start_position, end_position }) => ({
    label: suggested_label,
    start: start_position,
    end: end_position,
  })),
);

/** An answer that counts more entities than it lists is invalid: their positions are unknown. */
const plainAnswer = v.pipe(
  v.object({ entities: v.array(v.union([nimEntity, plainEntity])), total_entities: v.optional(v.number(), 0) }),
  v.check(({ entities, total_entities }) => total_entities <= entities.length),
);

/** A NIM answers as a chat model, with JSON as content. */
const chatAnswer = v.pipe(
  v.object({ choices: v.tuple([v.object({ message: v.object({ content: v.string() }) })]) }),
  v.transform(({ choices: [first] }) => parseJson(first.message.content)),
  plainAnswer,
);

const bodyOf = (text: string, settings: GlinerSettings, group: PiiGroup): Readonly<Record<string, unknown>> => {
  const { server_endpoint, model, threshold, chunk_length, overlap, flat_ner } = settings;
  const input = CHAT.test(server_endpoint) ? { model, messages: [{ role: "user", content: text }] } : { text };
  const labels = settings[group];
  return { ...input, threshold, chunk_length, overlap, flat_ner, ...(labels.length === 0 ? {} : { labels }) };
};

/** Personal data, detected by GLiNER: NVIDIA's NIM, hosted or self-hosted, or a plain server. */
export const gliner: AnyRailSpec = defineRailSpec({
  flows: piiFlows("gliner "),
  settings: { key: KEY, schema: glinerSettings },
  create(setup) {
    const { settings } = setup;
    const group = setup.group as PiiGroup;
    const needs = new Needs(setup);
    const url = needs.address(settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const key = needs.namedKey(settings.api_key_env_var, url);
    const service = needs.service("GLiNER", url, bearer(key));
    const answer = CHAT.test(settings.server_endpoint) ? chatAnswer : plainAnswer;
    return spanRail(setup, {
      find: async (text, context) => (await service.ask(bodyOf(text, settings, group), answer, context)).entities,
      mask: (label) => `[${label.toUpperCase()}]`,
    });
  },
});
