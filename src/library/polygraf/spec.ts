import * as v from "valibot";
import { list, strict, text as textSetting, withDefault } from "../../config/schema/schema-parts.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { Needs } from "../remote/needs.ts";
import { piiFlows, type PiiGroup, spanRail } from "../remote/pii-rail.ts";

const KEY = "polygraf";
const VARIABLE = "POLYGRAF_API_KEY";

const answer = v.array(v.object({ entity_type: v.string(), start: v.number(), end: v.number() }));

/** None: whatever is found counts. */
const entities = withDefault(
  strict({ entities: withDefault(list(textSetting), []) }, (value) => value.entities),
  {},
);

/** Personal data as Polygraf finds it, in its cloud or on a server of one's own. */
export const polygraf: AnyRailSpec = defineRailSpec({
  flows: piiFlows("polygraf "),
  settings: {
    key: KEY,
    schema: strict(
      {
        server_endpoint: withDefault(textSetting, "http://localhost:8000/v1/pii/text-detect"),
        input: entities,
        output: entities,
        retrieval: entities,
      },
      (value) => value,
    ),
  },
  env: [VARIABLE],
  create(setup) {
    const wanted = setup.settings[setup.group as PiiGroup];
    const needs = new Needs(setup);
    const url = needs.address(setup.settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
    const key = needs.namedKey(VARIABLE, url);
    const service = needs.service("Polygraf", url, key === undefined ? {} : { api_key: `Bearer ${key}` });
    return spanRail(setup, {
      async find(text, context) {
        const found = await service.ask({ text }, answer, context);
        return found
          .filter(({ entity_type }) => wanted.length === 0 || wanted.includes(entity_type))
          .map(({ entity_type, start, end }) => ({ label: entity_type, start, end }));
      },
      mask: (label) => `<${label}>`,
    });
  },
});
