import type { ColangLine, ReportFault } from "./colang-lines.ts";
import type { Phrase } from "./colang-statement.ts";
import { behind, branchOf, conditionOf, phraseOf, restOf, simpleStatement } from "./colang-statement.ts";
import { ColangFault } from "./colang-tokens.ts";
import type { ColangExpression, Place, Statement, Trigger } from "./colang-tree.ts";

/** Nesting of blocks. */
const MAX_DEPTH = 100;

/** A cursor over the lines of a file. */
export class LineCursor {
  readonly #lines: readonly ColangLine[];
  #position = 0;

  constructor(lines: readonly ColangLine[]) {
    this.#lines = lines;
  }

  peek(): ColangLine | undefined {
    return this.#lines[this.#position];
  }

  /** The next line, if it belongs to the block of a line with this indentation. */
  inside(indent: number): ColangLine | undefined {
    const line = this.peek();
    return line !== undefined && line.indent > indent ? line : undefined;
  }

  skip(): void {
    this.#position += 1;
  }

  skipInside(indent: number): void {
    while (this.inside(indent) !== undefined) this.skip();
  }
}

/** The content of a flow. */
export interface FlowBody {
  readonly statements: readonly Statement[];
  readonly priority: number | undefined;
}

/** Parses the body of a flow. An invalid statement is skipped, with everything indented under it. */
export class FlowParser {
  readonly #lines: LineCursor;
  readonly #report: ReportFault;
  #depth = 0;
  #priority: number | undefined;

  constructor(lines: LineCursor, report: ReportFault) {
    this.#lines = lines;
    this.#report = report;
  }

  /** Parses the statements indented under a line. */
  parse(indent: number): FlowBody {
    const statements = this.#block(indent);
    return { statements, priority: this.#priority };
  }

  #block(indent: number): readonly Statement[] {
    const statements: Statement[] = [];
    this.#depth += 1;
    for (let line = this.#lines.inside(indent); line !== undefined; line = this.#lines.inside(indent)) {
      try {
        const statement = this.#statement(line);
        if (statement !== undefined) statements.push(statement);
      } catch (error) {
        if (!(error instanceof ColangFault)) throw error;
        this.#report(error.at, error.message);
        if (this.#lines.peek() === line) this.#lines.skip();
        this.#lines.skipInside(line.indent);
      }
    }
    this.#depth -= 1;
    return statements;
  }

  #statement(line: ColangLine): Statement | undefined {
    const phrase = phraseOf(line);
    if (this.#depth > MAX_DEPTH) throw new ColangFault(line.at, "The blocks are nested too deeply");
    if (line.isText) throw new ColangFault(line.at, "A text stands behind bot or user in one line, or under define");
    if (/^if\b/.test(line.text)) return this.#if(line);
    if (/^when\b/.test(line.text)) return this.#when(line);
    if (/^while\b/.test(line.text)) return this.#while(line);
    if (/^else\b/.test(line.text)) throw new ColangFault(line.at, "There is no if or when that this else belongs to");
    this.#lines.skip();
    if (this.#setting(phrase, line)) return undefined;
    return this.#withText(simpleStatement(line), line);
  }

  /** Parses `priority 2` and `meta`, which are settings of the flow. */
  #setting(phrase: Phrase, line: ColangLine): boolean {
    const priority = behind(phrase, /^priority\b/);
    if (priority !== undefined) {
      this.#priority = Number(priority.text);
      if (!/^\d+(?:\.\d+)?$/.test(priority.text)) throw new ColangFault(priority.at, "Expected a number");
      return true;
    }
    if (!/^meta(?:\b|$)/.test(line.text)) return false;
    this.#lines.skipInside(line.indent);
    return true;
  }

  /** A text indented under `bot name` is the text of the message. */
  #withText(statement: Statement, line: ColangLine): Statement {
    const next = this.#lines.inside(line.indent);
    if (next === undefined) return statement;
    const takesText = statement.kind === "bot" && statement.message.kind === "named";
    if (!next.isText || (!takesText && statement.kind !== "user"))
      throw new ColangFault(next.at, "This line is indented under one that has no block");
    this.#lines.skip();
    if (this.#lines.inside(line.indent) !== undefined)
      throw new ColangFault(next.at, "Several texts for one message stand under define bot");
    return takesText ? { ...statement, message: { ...statement.message, text: next.text } } : statement;
  }

  #if(line: ColangLine): Statement {
    const branches: { condition: ColangExpression; body: readonly Statement[] }[] = [];
    let head: Phrase | undefined = behind(phraseOf(line), /^if\b/);
    let otherwise: readonly Statement[] = [];
    while (head !== undefined) {
      const condition = conditionOf(head);
      branches.push({ condition, body: this.#bodyOf(line, head.at) });
      const next = this.#elseOf(line);
      head = next === undefined ? undefined : behind(next, /^if\b/);
      if (next === undefined || head !== undefined) continue;
      if (!/^:?$/.test(next.text)) this.#refuseElse(next.at, 'Expected "if" or the end of the line behind else');
      otherwise = this.#bodyOf(line, next.at);
    }
    return { kind: "if", branches, otherwise, at: line.at };
  }

  #when(line: ColangLine): Statement {
    const branches: { trigger: Trigger; body: readonly Statement[] }[] = [];
    let head: Phrase | undefined = behind(phraseOf(line), /^when\b/);
    while (head !== undefined) {
      const trigger = branchOf({ ...head, text: head.text.replace(/\s*:$/, "") });
      branches.push({ trigger, body: this.#bodyOf(line, head.at) });
      const next = this.#elseOf(line);
      head = next === undefined ? undefined : behind(next, /^when\b/);
      if (next !== undefined && head === undefined)
        this.#refuseElse(next.at, 'There is no plain else behind when; write "else when"');
    }
    return { kind: "when", branches, at: line.at };
  }

  /** The rest of the `else` line of a statement; undefined if there is none. */
  #elseOf(opening: ColangLine): Phrase | undefined {
    const line = this.#lines.peek();
    return line === undefined || line.isText || line.indent !== opening.indent
      ? undefined
      : behind(phraseOf(line), /^else\b/);
  }

  /** Consumes the `else` line, so that it is reported only once. */
  #refuseElse(at: Place, message: string): never {
    this.#lines.skip();
    throw new ColangFault(at, message);
  }

  #while(line: ColangLine): Statement {
    const condition = conditionOf(restOf(phraseOf(line), "while".length));
    return { kind: "while", condition, body: this.#bodyOf(line, line.at), at: line.at };
  }

  /** Parses the block under a line that must have one. */
  #bodyOf(opening: ColangLine, at: Place): readonly Statement[] {
    this.#lines.skip();
    if (this.#lines.inside(opening.indent) === undefined)
      throw new ColangFault(at, "Expected statements indented under this line");
    return this.#block(opening.indent);
  }
}
