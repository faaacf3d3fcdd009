import type { ConfigIssue } from "../../errors.ts";
import type { ConfigNode, Place } from "./config-node.ts";
import { mayRead, mayUseKey, nodeReader, type NodeReader } from "./node-from-value.ts";
import { MAX_SOURCE_LENGTH } from "./parse-yaml.ts";

const NOT_SUPPORTED =
  "Colang flows are not supported yet: use `rails.input.flows` and `rails.output.flows` with built-in flows or rails registered in code";
const NOT_A_TEXT = 'expected a text in double quotes on a line of its own; write a quote inside a text as `\\"`';

type MessageKey = "bot_messages" | "user_messages";

interface Section {
  readonly key: MessageKey;
  readonly name: string;
}

/** `ignored`: the body of something that was reported already. */
type Current = Section | "ignored" | undefined;

interface Message {
  readonly place: Place;
  readonly value: ConfigNode[];
}

interface ColangReader {
  readonly lines: readonly string[];
  readonly reader: NodeReader;
  readonly found: Record<MessageKey, Map<string, Message>>;
  at: number;
  current: Current;
}

const isBlank = (line: string): boolean => /^\s*(#|$)/.test(line);

/** Position of the quote that closes a text, or -1. */
function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return at;
  }
  return -1;
}

const unescape = (text: string): string =>
  text.replace(/\\([n"\\])/g, (_, char: string) => (char === "n" ? "\n" : char));

function report({ reader }: ColangReader, at: number, message: string): void {
  reader.issues.push({ ...(reader.source === undefined ? {} : { source: reader.source }), line: at + 1, message });
}

function addText({ found, reader }: ColangReader, { key, name }: Section, text: string, at: number): void {
  const place = { source: reader.source, line: at + 1, path: [key, name] };
  const message = found[key].get(name) ?? { place, value: [] };
  found[key].set(name, message);
  const itemPlace = { ...place, path: [key, name, message.value.length] };
  if (mayRead(reader, itemPlace)) message.value.push({ place: itemPlace, value: text });
}

/** Reads a text that may run over several lines; `colang.at` ends behind it. */
function readText(colang: ColangReader, section: Section): void {
  const start = colang.at;
  const indent = (colang.lines[start] ?? "").search(/\S/);
  const parts: string[] = [];
  for (let from = indent + 1; colang.at < colang.lines.length; from = 0) {
    const raw = colang.lines[colang.at] ?? "";
    const line = from === 0 ? raw.slice(Math.min(indent, Math.max(0, raw.search(/\S|$/)))) : raw;
    colang.at += 1;
    const end = closingQuote(line, from);
    parts.push(line.slice(from, end === -1 ? undefined : end));
    if (end === -1) continue;
    if (isBlank(line.slice(end + 1))) addText(colang, section, unescape(parts.join("\n")), start);
    else report(colang, colang.at - 1, NOT_A_TEXT);
    return;
  }
  report(colang, start, "The text that begins here has no closing quote");
}

function skipDocstring(colang: ColangReader): void {
  const opening = (colang.lines[colang.at] ?? "").trim();
  colang.at += 1;
  if (opening.indexOf('"""', 3) !== -1) return;
  while (colang.at < colang.lines.length && !(colang.lines[colang.at] ?? "").includes('"""')) colang.at += 1;
  colang.at += 1;
}

function openSection(colang: ColangReader, line: string): Current {
  const match = /^define\s+(bot|user)\s+(\S.*)$/.exec(line.replace(/\s*(?:#.*)?$/, ""));
  const [, kind, name] = match ?? [];
  if (kind === undefined || name === undefined) {
    report(colang, colang.at, NOT_SUPPORTED);
    return "ignored";
  }
  const section: Section = { key: kind === "bot" ? "bot_messages" : "user_messages", name: name.replace(/\s+/g, " ") };
  const place = { source: colang.reader.source, line: colang.at + 1, path: [section.key, section.name] };
  return mayUseKey(colang.reader, section.name, place) ? section : "ignored";
}

function readLine(colang: ColangReader): void {
  const line = colang.lines[colang.at] ?? "";
  const content = line.trim();
  if (content.startsWith('"""')) return skipDocstring(colang);
  const { current } = colang;
  const indented = /^\s/.test(line);
  if (!isBlank(line) && !indented) colang.current = openSection(colang, content);
  else if (!isBlank(line) && typeof current === "object" && content.startsWith('"')) return readText(colang, current);
  else if (!isBlank(line) && current !== "ignored") report(colang, colang.at, current ? NOT_A_TEXT : NOT_SUPPORTED);
  colang.at += 1;
}

/**
 * The messages of a Colang 1.0 text: `define bot` and `define user` with their texts, several being variants. Flows and
 * whatever else the language has are issues, one for each definition. Linear in the text.
 */
export function parseColangMessages(text: string, source: string, issues: ConfigIssue[]): ConfigNode | undefined {
  if (text.length > MAX_SOURCE_LENGTH) {
    issues.push({ source, message: `The text has more than ${MAX_SOURCE_LENGTH} characters` });
    return undefined;
  }
  const found = { bot_messages: new Map<string, Message>(), user_messages: new Map<string, Message>() };
  const reader = nodeReader(source, issues);
  const colang: ColangReader = { lines: text.split(/\r\n?|\n/), reader, found, at: 0, current: undefined };
  while (colang.at < colang.lines.length) readLine(colang);
  const sections = (["bot_messages", "user_messages"] as const).map((key): [string, ConfigNode] => [
    key,
    { place: { source, path: [key] }, value: found[key] },
  ]);
  return { place: { source, path: [] }, value: new Map(sections) };
}
