import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type YAMLMap,
} from "yaml";
import { type ConfigNode, type ConfigPath, type ConfigScalar, issueAt, type Place } from "./config-node.ts";
import { mayRead, mayUseKey, type NodeReader } from "./node-from-value.ts";

/** Aliases that a source may have, since each can multiply its size. */
const MAX_ALIASES = 100;
const KNOWN_TAGS: ReadonlySet<string> = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq", "merge"].map((name) => `tag:yaml.org,2002:${name}`),
);

type YamlNode = NonNullable<Document.Parsed["contents"]>;

interface YamlReader {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly reader: NodeReader;
  aliases: number;
}

const isYamlNode = (value: unknown): value is YamlNode =>
  isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);

const lineOf = ({ lines }: YamlReader, node: unknown): number | undefined => {
  const range = isYamlNode(node) ? node.range : undefined;
  return range === undefined || range === null ? undefined : lines.linePos(range[0]).line;
};

/** `y`, `n` and dates are read as text, unlike in YAML 1.1. */
function scalarOf(value: unknown, written: string | undefined): ConfigScalar | undefined {
  if (typeof value === "boolean" && written !== undefined && /^[yn]$/i.test(written)) return written;
  if (value instanceof Date) return written ?? value.toISOString();
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function refuse(yaml: YamlReader, place: Place, message: string): ConfigNode {
  yaml.reader.issues.push(issueAt(place, message));
  return { place, value: null };
}

const isMerge = (key: unknown): boolean => isScalar(key) && typeof key.value === "symbol";

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** The maps that a `<<` key merges, highest precedence first. */
function readMerge(yaml: YamlReader, value: unknown, place: Place): ReadonlyMap<string, ConfigNode>[] {
  const { value: read } = readNode(yaml, value, place);
  if (read instanceof Map) return [read];
  const maps = Array.isArray(read) ? read.map((item: ConfigNode) => item.value) : [];
  if (maps.length > 0 && maps.every((map) => map instanceof Map)) return maps;
  refuse(yaml, place, "The merge key `<<` takes a mapping or a list of mappings");
  return [];
}

function readPair(yaml: YamlReader, pair: Pair, entries: Map<string, ConfigNode>, path: ConfigPath): void {
  const line = lineOf(yaml, pair.key) ?? lineOf(yaml, pair.value);
  const key = keyText(pair.key);
  const place: Place = { source: yaml.reader.source, line, path: key === undefined ? path : [...path, key] };
  if (key === undefined) refuse(yaml, place, "A key must be a plain text");
  else if (entries.has(key)) refuse(yaml, place, `The key \`${key}\` stands twice in the same mapping`);
  else if (mayUseKey(yaml.reader, key, place)) entries.set(key, readNode(yaml, pair.value, place));
}

function readMap(yaml: YamlReader, map: YAMLMap, place: Place): Map<string, ConfigNode> {
  const entries = new Map<string, ConfigNode>();
  const merged: ReadonlyMap<string, ConfigNode>[] = [];
  for (const pair of map.items) {
    const line = lineOf(yaml, pair.key);
    if (isMerge(pair.key)) merged.push(...readMerge(yaml, pair.value, { ...place, line }));
    else readPair(yaml, pair, entries, place.path);
  }
  for (const [key, node] of merged.flatMap((other) => [...other])) if (!entries.has(key)) entries.set(key, node);
  return entries;
}

function readAlias(yaml: YamlReader, alias: Alias, place: Place): ConfigNode {
  yaml.aliases += 1;
  if (yaml.aliases > MAX_ALIASES) {
    return yaml.aliases === MAX_ALIASES + 1
      ? refuse(yaml, place, `More than ${MAX_ALIASES} aliases to follow`)
      : { place, value: null };
  }
  const target = alias.resolve(yaml.document);
  return target === undefined
    ? refuse(yaml, place, `The alias \`*${alias.source}\` has no anchor before it`)
    : readNode(yaml, target, place);
}

function readNode(yaml: YamlReader, node: unknown, place: Place): ConfigNode {
  if (!mayRead(yaml.reader, place)) return { place, value: null };
  if (isAlias(node)) return readAlias(yaml, node, place);
  if (!isYamlNode(node)) return { place, value: null };
  if (node.tag !== undefined && !KNOWN_TAGS.has(node.tag)) {
    return refuse(yaml, place, `The tag \`${node.tag}\` is refused, write plain YAML`);
  }
  if (isMap(node)) return { place, value: readMap(yaml, node, place) };
  if (isSeq(node)) {
    const items = node.items.map((item, index) =>
      readNode(yaml, item, { ...place, line: lineOf(yaml, item) ?? place.line, path: [...place.path, index] }),
    );
    return { place, value: items };
  }
  const value = isScalar(node) ? scalarOf(node.value, node.source) : null;
  return value === undefined ? refuse(yaml, place, "expected a finite number") : { place, value };
}

/** Converts a YAML document to a node: aliases expanded within bounds, plain data only, every value with its line. */
export function yamlNode(document: Document.Parsed, lines: LineCounter, reader: NodeReader): ConfigNode {
  const yaml: YamlReader = { document, lines, reader, aliases: 0 };
  return readNode(yaml, document.contents, { source: reader.source, line: lineOf(yaml, document.contents), path: [] });
}
