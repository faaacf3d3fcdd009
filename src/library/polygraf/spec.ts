import * as v from "valibot";
import { anyText, strict, withDefault } from "../../config/schema/schema-parts.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, Needs } from "../remote/needs.ts";
import { piiFlows, type PiiGroup, spanRail } from "../remote/pii-rail.ts";
import { entities } from "../remote/settings.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";

const KEY = "polygraf";
const VARIABLE = "POLYGRAF_API_KEY";

const found = v.array(v.object({ entity_type: v.string(), start: v.number(), end: v.number() }));

/** A list, or an object that holds it. */
const answer = v.union([
  found,
  v.pipe(
    v.object({ entities: v.nullable(found) }),
    v.transform(({ entities: list }) => list ?? []),
  ),
]);

/** The parameters that NeMo Guardrails sends: the finest kinds, with adjacent values of a kind merged. */
const DETECTION = { detect_pid: true, pid_granularity: 3, aggregate_entities: true };

/** Personal data detection by Polygraf, in its cloud or self-hosted. */
export const polygraf: AnyRailSpec = defineRailSpec({
  flows: piiFlows("polygraf ", ANSWER_UNKNOWN),
  settings: {
    key: KEY,
    schema: strict(
      {
        server_endpoint: withDefault(anyText, "http://localhost:8000/v1/pii/text-detect"),
        input: entities,
        output: entities,
        retrieval: entities,
      },
      (value) => value,
    ),
  },
  env: [VARIABLE],
  create(setup) {
    const entities = setup.settings[setup.group as PiiGroup];
    const needs = new Needs(setup);
    const url = needs.address(setup.settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const key = needs.namedKey(VARIABLE, url);
    const service = needs.service("Polygraf", url, bearer(key));
    return spanRail(setup, {
      async find(text, context) {
        const all = await service.ask({ text, ...DETECTION }, answer, context);
        return all
          .filter(({ entity_type }) => entities.length === 0 || entities.includes(entity_type))
          .map(({ entity_type, start, end }) => ({ label: entity_type, start, end }));
      },
      mask: (label) => `<${label}>`,
    });
  },
});
