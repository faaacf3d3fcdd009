import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { configSchema } from "../../src/config/schema/schema.ts";
import { builtInRails } from "../../src/library/catalog.ts";
import { KEYS_WITHOUT_EFFECT } from "../../src/config/schema/no-effect.ts";
import { GROUP_KEYS, type RailGroup } from "../../src/config/rail-groups.ts";
import { KnownRails } from "../../src/library/resolve/known-rails.ts";
import { MISPLACED_KEYS } from "../../src/config/schema/unread-keys.ts";
import { UNREAD_SETTINGS } from "../../src/library/nemo/unread-settings.ts";
import { KEY_NOTES } from "./key-notes.ts";
import { settingNotes } from "./setting-notes.ts";

/** A schema as far as it is walked here. */
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

/** What a key of NeMo's that does nothing here is told at load, for itself and for what is below it. */
const withoutEffect = (path: string): string | undefined => {
  const [, why] = KEYS_WITHOUT_EFFECT.find(([key]) => path === key || path.startsWith(`${key}.`)) ?? [];
  return why === undefined ? undefined : `No effect here: ${why}.`;
};

/** What a key means. */
export const noteOf = (path: string): string | undefined => NOTES[notePath(path)] ?? withoutEffect(path);

/** The two sides of an `either`, which valibot knows only as a function. */
const bothSides = (schema: unknown): readonly v.GenericSchema[] | undefined => {
  const { type, options } = schema as { readonly type?: unknown; readonly options?: readonly v.GenericSchema[] };
  return type === "lazy" ? options : undefined;
};

const mapValues = <In, Out>(
  entries: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Readonly<Record<string, Out>> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value, key)]));

/** The node with every node below it put through `map`, which is told the path of each. */
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

/** Checks and transforms that have no words in JSON Schema are left out: the config's own reader runs them. */
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

/** The settings of all rails, which the config's own schema keeps as written. */
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

/** `X or null` in one node where X has a type: editors show what they know of a key only then. */
const flat = ({ anyOf, ...rest }: Node): Node => {
  const [first, ...others] = (anyOf ?? []).filter((one) => !isNull(one));
  if (anyOf === undefined || first === undefined || !anyOf.some(isNull)) return anyOf ? { ...rest, anyOf } : rest;
  if (others.length > 0 || typeof first.type !== "string")
    return { ...rest, anyOf: [...anyOf.filter((one) => one !== first), first] };
  const nullable = first.enum === undefined ? {} : { enum: [...first.enum, null] };
  return { ...rest, ...first, ...nullable, type: [first.type, "null"] };
};

const FLOWS = /^rails\.(\w+)\.flows\[\]$/;

/** What may be written although no schema can list it all: flows with parameters, and those of one's own. */
const suggested = (node: Node, path: string): Node => {
  const [group] = Object.entries(GROUP_KEYS).find(([, key]) => key === FLOWS.exec(path)?.[1]) ?? [];
  if (group === undefined) return node;
  const names = new KnownRails([], builtInRails()).namesIn(group as RailGroup).toSorted();
  return names.length === 0 ? node : { anyOf: [{ enum: names }, node] };
};

const finished = (node: Node, path: string): Node => {
  const given = path === "rails.config" ? { ...railSettings(), default: {} } : node;
  const below = suggested(flat(mapBelow(given, path, finished)), path);
  const description = noteOf(path);
  return description === undefined ? below : { description, ...below };
};

/** The JSON Schema of a config: of each of its YAML files, since any key may stand in any of them. */
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
