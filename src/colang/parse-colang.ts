import { FlowParser, LineCursor } from "./colang-flow-parser.ts";
import type { ColangLine, ReportFault } from "./colang-lines.ts";
import { readLines } from "./colang-lines.ts";
import { messageNameOf, nameOf, type Phrase, restOf } from "./colang-statement.ts";
import { ColangFault } from "./colang-tokens.ts";
import type { ColangFile, FlowDefinition, MessageDefinition, Place } from "./colang-tree.ts";

/** An error in a Colang text, or something without effect. */
export interface ColangIssue extends Place {
  readonly message: string;
}

/** The start of a definition, even if it is invalid. */
export interface DefinitionHead {
  readonly line: number;
  readonly kind: "user" | "bot" | "flow";
  /** Its name as it is written, which may be empty. */
  readonly name: string;
}

export interface ParsedColang {
  readonly file: ColangFile;
  /** Errors, in the order of the text. The file has everything else. */
  readonly issues: readonly ColangIssue[];
  /** Statements without effect. */
  readonly warnings: readonly ColangIssue[];
  /** In the order of the text. */
  readonly heads: readonly DefinitionHead[];
}

/** Issues that are kept. A file in another language has one in every line. */
const MAX_ISSUES = 1_000;
const IMPORT_WITHOUT_EFFECT = "An import in Colang 1.0 does nothing; use import_paths in the YAML";
const ACTION_WITHOUT_EFFECT = "A definition of an action does nothing; actions are code: pass `actions`";
const DEFINE = /^def(?:ine)?\s+/;
const FLOW = /^((?:[a-z-]+\s+)*?)(flow|subflow)(?=\s|:|$)/;
/** Statements that would set, run or say something. */
const STATEMENT = /^(?:\$\w+\s*(?:=(?!=)|$)|(?:set|execute|exec|run|do|bot)\s)/;
const MODIFIERS: ReadonlySet<string> = new Set(
  "parallel recursive extension continuous non-interruptable interruption repair test sample response".split(" "),
);

class ColangParser {
  readonly issues: ColangIssue[] = [];
  readonly warnings: ColangIssue[] = [];
  readonly heads: DefinitionHead[] = [];
  readonly messages: MessageDefinition[] = [];
  readonly flows: FlowDefinition[] = [];
  readonly #flowNames = new Map<string, Place>();
  readonly #lines: LineCursor;
  readonly #report: ReportFault = (at, message) => {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ ...at, message });
  };

  constructor(text: string) {
    this.#lines = new LineCursor(readLines(text, this.#report));
  }

  parse(): void {
    for (let line = this.#lines.peek(); line !== undefined; line = this.#lines.peek()) {
      this.#lines.skip();
      try {
        this.#definition(line);
      } catch (error) {
        if (!(error instanceof ColangFault)) throw error;
        this.#report(error.at, error.message);
        this.#lines.skipInside(line.indent);
      }
    }
  }

  #definition(line: ColangLine): void {
    const { text, at } = line;
    if (/^(?:import|include)\b/.test(text)) return void this.warnings.push({ ...at, message: IMPORT_WITHOUT_EFFECT });
    const define = DEFINE.exec(text);
    if (define === null || line.isText)
      throw new ColangFault(at, "Expected define user, define bot, define flow or define subflow");
    const rest = restOf(line, define[0].length);
    const kind = /^(?:action|user|bot)(?=\s|$)/.exec(rest.text)?.[0];
    if (kind === "user" || kind === "bot") this.#message(line, kind, restOf(withoutColon(rest), kind.length));
    else if (kind === undefined) this.#flowDefinition(line, rest);
    else {
      this.warnings.push({ ...at, message: ACTION_WITHOUT_EFFECT });
      this.#lines.skipInside(line.indent);
    }
  }

  #message(line: ColangLine, kind: "user" | "bot", named: Phrase): void {
    this.#head(line, kind, named.text);
    const name = messageNameOf(named, `a name behind define ${kind}`);
    this.messages.push({ kind, name, texts: this.#texts(line, kind), at: line.at });
  }

  #flowDefinition(line: ColangLine, rest: Phrase): void {
    const [whole, modifiers = "", kind] = FLOW.exec(rest.text) ?? [];
    if (whole === undefined || (kind !== "flow" && kind !== "subflow"))
      throw new ColangFault(rest.at, "Expected user, bot, flow or subflow behind define");
    const named = restOf(withoutColon(rest), whole.length);
    this.#head(line, "flow", named.text);
    this.#flow(line, kind, words(modifiers, rest.at), named);
  }

  #head({ at: { line } }: ColangLine, kind: DefinitionHead["kind"], name: string): void {
    this.heads.push({ line, kind, name: name.trim().replaceAll(/\s+/g, " ") });
  }

  #flow(
    line: ColangLine,
    kind: "flow" | "subflow",
    modifiers: readonly string[],
    rest: { text: string; at: Place },
  ): void {
    const name = rest.text === "" ? undefined : nameOf(rest, "the name of a flow");
    const known = name === undefined ? undefined : this.#flowNames.get(name);
    if (known !== undefined)
      throw new ColangFault(line.at, `The flow "${name}" is defined in line ${known.line} already`);
    if (name !== undefined) this.#flowNames.set(name, line.at);
    if (this.#lines.inside(line.indent) === undefined)
      throw new ColangFault(line.at, "Expected statements indented under this line");
    const { statements: body, priority } = new FlowParser(this.#lines, this.#report).parse(line.indent);
    this.flows.push({ kind, name, modifiers, priority, body, at: line.at });
  }

  /** Parses the texts under `define user` or `define bot`. Anything else under `define user` is ignored. */
  #texts(opening: ColangLine, kind: MessageDefinition["kind"]): MessageDefinition["texts"] {
    const texts: { text: string; at: Place }[] = [];
    for (let line = this.#lines.inside(opening.indent); line !== undefined; line = this.#lines.inside(opening.indent)) {
      this.#lines.skip();
      if (line.isText) texts.push({ text: line.text, at: line.at });
      else if (kind === "bot") this.#noText(line);
    }
    return texts;
  }

  /**
   * Reports a line that is not a text. NeMo Guardrails ignores statements under `define bot`: a message without texts
   * becomes the refusal, and a condition loses texts.
   */
  #noText({ text, at }: ColangLine): void {
    if (STATEMENT.test(text))
      this.warnings.push({ ...at, message: "Nothing is run under define bot: this line does nothing" });
    else this.#report(at, "Expected a text in double quotes; put a condition around the bot statement in the flow");
  }
}

function words(modifiers: string, at: Place): readonly string[] {
  const list = modifiers.split(/\s+/).filter((word) => word !== "");
  const unknown = list.find((word) => !MODIFIERS.has(word));
  if (unknown === undefined) return list;
  throw new ColangFault(at, `"${unknown}" is no word in front of flow; known are ${[...MODIFIERS].join(", ")}`);
}

const withoutColon = <T extends { readonly text: string }>(phrase: T): T => ({
  ...phrase,
  text: phrase.text.replace(/\s*:$/, ""),
});

/**
 * Parses Colang 1.0, the language of `.co` files of NeMo Guardrails. Never throws: invalid parts are skipped, and
 * reported as issues with line and column. Takes linear time.
 *
 * Unlike NeMo Guardrails it keeps texts of several lines whole, accepts tabs for indentation, `bot "text"` as a
 * statement, and texts as `'text'` and `- "text"`, and refuses what NeMo parses and then ignores: conditions among the
 * texts of a message, two flows of one name, a flow without statements.
 */
export function parseColang(text: string): ParsedColang {
  const parser = new ColangParser(text);
  parser.parse();
  const { messages, flows, warnings, heads } = parser;
  const issues = parser.issues.sort((a, b) => a.line - b.line || a.column - b.column);
  return { file: { messages, flows }, issues, warnings, heads };
}
