import { Composer, Lexer, LineCounter, Parser } from "yaml";
import type { ConfigIssue } from "../../errors.ts";
import { describeValue } from "../schema/format-issues.ts";
import { type ConfigNode, emptyNode, isMap, issueAt, MAX_DEPTH, nodeToValue } from "./config-node.ts";
import { nodeReader } from "./node-from-value.ts";
import { yamlNode } from "./yaml-nodes.ts";

/** Characters that a source may have. */
export const MAX_SOURCE_LENGTH = 1_048_576;

/** Syntax errors that are reported. Further ones are usually consequences. */
const MAX_SYNTAX_ISSUES = 10;

type Tokens = Parameters<Composer["compose"]>[0] extends Iterable<infer Token> ? Token[] : never;

/** Tokenizes a text; undefined if it nests too deeply, since the composer is recursive. */
function tokenize(text: string, lines: LineCounter): Tokens | undefined {
  const parser = new Parser(lines.addNewLine);
  const tokens: Tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH + 2) return undefined;
  }
  tokens.push(...parser.end());
  return tokens;
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

const toIssues = (faults: readonly Fault[], lines: LineCounter, source: string): ConfigIssue[] =>
  faults
    .slice(0, MAX_SYNTAX_ISSUES)
    .map(({ message, pos }) => ({ source, line: lines.linePos(pos[0]).line, message: `YAML: ${message}` }));

function compose(text: string, source: string, issues: ConfigIssue[]): ConfigNode | undefined {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const tokens = tokenize(text, lines);
  if (tokens === undefined) {
    issues.push({ source, message: `The config is nested more than ${MAX_DEPTH} levels deep` });
    return undefined;
  }
  // NeMo's parser reads YAML 1.1, in which `yes` and `on` are true. `yamlNode` finds duplicate keys in linear time.
  const composer = new Composer({ version: "1.1", uniqueKeys: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const faults = toIssues(
    documents.flatMap(({ errors }) => errors),
    lines,
    source,
  );
  if (documents.length > 1) faults.push({ source, message: "YAML: expected one document but found several" });
  issues.push(...faults);
  if (faults.length > 0) return undefined;
  const [document] = documents;
  // `yamlNode` reports unknown tags, with their path.
  const warnings = document?.warnings.filter(({ code }) => code !== "TAG_RESOLVE_FAILED") ?? [];
  issues.push(...toIssues(warnings, lines, source));
  return document === undefined ? emptyNode(source) : yamlNode(document, lines, nodeReader(source, issues));
}

/**
 * Parses YAML to a node in which every value has its line. An empty text is an empty config. Errors are added to
 * `issues`; undefined if nothing could be read.
 */
export function parseYaml(text: string, source: string, issues: ConfigIssue[]): ConfigNode | undefined {
  if (text.length > MAX_SOURCE_LENGTH) {
    issues.push({ source, message: `The text has more than ${MAX_SOURCE_LENGTH} characters` });
    return undefined;
  }
  const node = compose(text, source, issues);
  if (node === undefined) return undefined;
  if (node.value === null) return emptyNode(source);
  if (isMap(node)) return node;
  issues.push(issueAt(node.place, `expected a mapping of keys but found ${describeValue(nodeToValue(node))}`));
  return undefined;
}
