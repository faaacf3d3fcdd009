import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { GROUP_KEYS, type RailGroup } from "../../src/config/rail-groups.ts";
import { KEYS_WITHOUT_EFFECT } from "../../src/config/schema/no-effect.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { MISPLACED_KEYS } from "../../src/config/schema/unread-keys.ts";
import { builtInRails } from "../../src/library/catalog.ts";
import { UNREAD_SETTINGS } from "../../src/library/nemo/unread-settings.ts";
import { KnownRails } from "../../src/library/resolve/known-rails.ts";
import { SECRET_RULES } from "../../src/library/secrets/secret-rules.ts";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { engineNames } from "../../src/llm/registry.ts";
import { KEY_NOTES } from "./key-notes.ts";
import { settingNotes } from "./setting-notes.ts";

/** The parts of a JSON Schema that are read here. */
export interface Node {
  readonly [word: string]: unknown;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

const NOTES: Readonly<Record<string, string>> = { ...KEY_NOTES, ...(await settingNotes()) };

const GROUP_AT = new RegExp(
  `^(rails\\.(?:config\\.\\w+\\.)?)(?:${[...Object.values(GROUP_KEYS), "tool_call", "tool_result"].join("|")})(?=\\.|$)`,
);

/** The path under which a key has its note: groups of flows share theirs. */
export const notePath = (path: string): string =>
  Object.hasOwn(NOTES, path) ? path : path.replace(GROUP_AT, "$1<group>");

/** The warning for a key of NeMo Guardrails without effect, or for a key below it. */
const withoutEffect = (path: string): string | undefined => {
  const [, why] = KEYS_WITHOUT_EFFECT.find(([key]) => path === key || path.startsWith(`${key}.`)) ?? [];
  return why === undefined ? undefined : `No effect here: ${why}.`;
};

/** The description of a key. */
export const noteOf = (path: string): string | undefined => NOTES[notePath(path)] ?? withoutEffect(path);

/** The two alternatives of an `either`, which is a custom schema for valibot. */
const bothSides = (schema: unknown): readonly v.GenericSchema[] | undefined => {
  const { type, options } = schema as { readonly type?: unknown; readonly options?: readonly v.GenericSchema[] };
  return type === "lazy" ? options : undefined;
};

const mapValues = <In, Out>(
  entries: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Readonly<Record<string, Out>> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value, key)]));

/** Maps a node and all nodes below it, with their paths. */
const mapBelow = (node: Node, path: string, map: (node: Node, path: string) => Node): Node => {
  const { properties, additionalProperties: more, items, anyOf } = node;
  const prefix = path === "" ? "" : `${path}.`;
  return {
    ...node,
    ...(properties && { properties: mapValues(properties, (value, key) => map(value, prefix + key)) }),
    ...(typeof more === "object" && { additionalProperties: map(more, `${prefix}*`) }),
    ...(items && { items: map(items, `${path}[]`) }),
    ...(anyOf && { anyOf: anyOf.map((one) => map(one, path)) }),
  };
};

/** Converts a schema, without the checks that JSON Schema cannot express. They run when the config is loaded. */
const convert = (schema: v.GenericSchema): Node => {
  const {
    $schema: _,
    $defs,
    ...root
  } = toJsonSchema(schema, {
    errorMode: "ignore",
    overrideSchema: ({ valibotSchema }) =>
      bothSides(valibotSchema) && { anyOf: bothSides(valibotSchema)?.map(convert) as unknown as JsonSchema[] },
  });
  const defs = ($defs ?? {}) as unknown as Readonly<Record<string, Node>>;
  const inline = (node: Node): Node => {
    const name = /^#\/\$defs\/(\d+)$/.exec(String(node["$ref"]))?.[1];
    return mapBelow(name === undefined ? node : (defs[name] ?? {}), "", inline);
  };
  return inline(root as unknown as Node);
};

/** The schemas of the settings of all rails, which the config's own schema accepts as any value. */
const railSettings = (): Node => {
  const known = builtInRails().flatMap(({ settings }) =>
    settings === undefined ? [] : [[settings.key, settings.schema]],
  );
  const read = known.map(([key, schema]) => [key, convert(schema as v.GenericSchema)]);
  const unread = [...UNREAD_SETTINGS].map(([key, why]) => [
    key,
    { type: "object", description: `No effect here: ${why}.` },
  ]);
  const misplaced = [...MISPLACED_KEYS].map(([key, why]) => [key, { description: `No effect here: ${why}.` }]);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries([...read, ...unread, ...misplaced]),
  };
};

const isNull = (node: Node): boolean => node.type === "null";

/** Merges `X or null` into one node if X has a type, since editors show descriptions only then. */
const flat = ({ anyOf, ...rest }: Node): Node => {
  const [first, ...others] = (anyOf ?? []).filter((one) => !isNull(one));
  if (anyOf === undefined || first === undefined || !anyOf.some(isNull)) return anyOf ? { ...rest, anyOf } : rest;
  if (others.length > 0 || typeof first.type !== "string")
    return { ...rest, anyOf: [...anyOf.filter((one) => one !== first), first] };
  const nullable = first.enum === undefined ? {} : { enum: [...first.enum, null] };
  return { ...rest, ...first, ...nullable, type: [first.type, "null"] };
};

const namesOfFlows = (group: RailGroup): readonly string[] =>
  new KnownRails([], builtInRails()).namesIn(group).toSorted();

/** Values that editors suggest, by path. */
const SUGGESTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["models[].engine", engineNames()],
  ["rails.config.sensitive_data_detection.<group>.entities[]", RECOGNIZERS.map(({ entity }) => entity)],
  ["rails.config.secrets.exclude[]", SECRET_RULES.map(({ id }) => id)],
  ...Object.entries(GROUP_KEYS).map(
    ([group, key]) => [`rails.${key}.flows[]`, namesOfFlows(group as RailGroup)] as const,
  ),
]);

/** Allows values that are not listed: a config may bring its own flows, engines and entities. */
const suggested = (node: Node, path: string): Node => {
  const values = [...new Set(SUGGESTIONS.get(path) ?? SUGGESTIONS.get(notePath(path)))];
  return values.length === 0 ? node : { anyOf: [{ enum: values }, node] };
};

const finished = (node: Node, path: string): Node => {
  const given = path === "rails.config" ? { ...railSettings(), default: {} } : node;
  const below = suggested(flat(mapBelow(given, path, finished)), path);
  const description = noteOf(path);
  return description === undefined ? below : { description, ...below };
};

/** The JSON Schema of a config, which applies to each of its YAML files, since any key may be in any file. */
export const configJsonSchema = (): Node => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "edgerails config",
  ...finished(convert(configSchema), ""),
});

/** The paths of all keys. */
export const keyPaths = (root: Node): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: Node, path: string): Node => {
    if (path !== "") found.add(path);
    return mapBelow(node, path, visit);
  };
  visit(root, "");
  return [...found].filter((path) => !/(?:\[\]|\*)$/.test(path));
};

/** The paths of all notes. */
export const NOTE_PATHS: readonly string[] = Object.keys(NOTES);
