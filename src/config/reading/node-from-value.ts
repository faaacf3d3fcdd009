import type { ConfigIssue } from "../../errors.ts";
import { kindOf } from "../../json.ts";
import {
  type ConfigNode,
  type ConfigPath,
  type ConfigScalar,
  type Place,
  issueAt,
  MAX_DEPTH,
  MAX_NODES,
} from "./config-node.ts";

/** Keys with a special meaning in JavaScript, which no config needs. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor"]);

/** The shared state of reading one source: its name, the issues found, and the number of values read. */
export interface NodeReader {
  readonly source: string | undefined;
  readonly issues: ConfigIssue[];
  nodes: number;
}

export const nodeReader = (source: string | undefined, issues: ConfigIssue[]): NodeReader => ({
  source,
  issues,
  nodes: 0,
});

/** Counts a value. False if the source is too deep or too large, which is reported once. */
export function mayRead(reader: NodeReader, place: Place): boolean {
  if (reader.nodes > MAX_NODES) return false;
  reader.nodes += 1;
  if (reader.nodes <= MAX_NODES && place.path.length <= MAX_DEPTH) return true;
  const limit = place.path.length > MAX_DEPTH ? `is nested more than ${MAX_DEPTH} levels deep` : `has too many values`;
  reader.issues.push(issueAt({ source: reader.source, line: place.line, path: [] }, `The config ${limit}`));
  reader.nodes = MAX_NODES + 1;
  return false;
}

export function mayUseKey(reader: NodeReader, key: string, place: Place): boolean {
  if (!REFUSED_KEYS.has(key)) return true;
  reader.issues.push(issueAt(place, `The key \`${key}\` is refused, rename it`));
  return false;
}

const isScalar = (value: unknown): value is ConfigScalar =>
  value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
};

function readEntries(value: Record<string, unknown>, reader: NodeReader, path: ConfigPath): Map<string, ConfigNode> {
  const entries = new Map<string, ConfigNode>();
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    if (inner === undefined || !mayUseKey(reader, key, { source: reader.source, path: at })) continue;
    entries.set(key, nodeFromValue(inner, reader, at));
  }
  return entries;
}

/** Converts plain data to a node. The data is copied, and bounded like a file. */
export function nodeFromValue(value: unknown, reader: NodeReader, path: ConfigPath = []): ConfigNode {
  const place: Place = { source: reader.source, path };
  if (!mayRead(reader, place)) return { place, value: null };
  if (isScalar(value)) return { place, value };
  if (Array.isArray(value)) {
    return { place, value: value.map((item, index) => nodeFromValue(item, reader, [...path, index])) };
  }
  if (isPlain(value)) return { place, value: readEntries(value, reader, path) };
  const found = typeof value === "number" ? "a number without end" : kindOf(value);
  reader.issues.push(issueAt(place, `expected plain data but found ${found}`));
  return { place, value: null };
}
