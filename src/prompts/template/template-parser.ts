import type { IfBranch, TemplateNode } from "./template-ast.ts";
import { MAX_DEPTH, templateError } from "./template-ast.ts";
import type { TemplateFacts } from "./template-expression-parser.ts";
import { ExpressionParser } from "./template-expression-parser.ts";
import type { Segment } from "./template-lexer.ts";
import { lexTemplate } from "./template-lexer.ts";

/** A template as a tree, and the names it uses. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly variables: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

/** The tag that ended a block, its keyword already read. */
interface BlockEnd {
  readonly keyword: string;
  readonly tag: ExpressionParser;
}

class TemplateParser {
  readonly facts: TemplateFacts = { variables: new Set(), filters: new Set(), bound: [] };
  readonly #segments: readonly Segment[];
  readonly #source: string | undefined;
  #position = 0;
  #depth = 0;

  constructor(text: string, source: string | undefined) {
    this.#segments = lexTemplate(text, source);
    this.#source = source;
  }

  parseAll(): readonly TemplateNode[] {
    const { nodes, end } = this.#parseBlock([]);
    if (end !== undefined) throw end.tag.error(`There is nothing open that "${end.keyword}" could end`);
    return nodes;
  }

  /** Reads nodes up to one of `ends`, or up to the end of the template. */
  #parseBlock(ends: readonly string[]): { nodes: readonly TemplateNode[]; end: BlockEnd | undefined } {
    const nodes: TemplateNode[] = [];
    for (let segment = this.#next(); segment !== undefined; segment = this.#next()) {
      if (segment.type === "text") {
        nodes.push({ kind: "text", text: segment.text });
        continue;
      }
      const tag = new ExpressionParser(segment.tokens, segment.line, this.facts, this.#source);
      if (segment.type === "output") {
        nodes.push(this.#parseOutput(tag));
        continue;
      }
      const keyword = tag.takeName();
      if (ends.includes(keyword) || /^(?:el|end)/.test(keyword)) return { nodes, end: { keyword, tag } };
      nodes.push(this.#parseStatement(keyword, tag));
    }
    return { nodes, end: undefined };
  }

  #next(): Segment | undefined {
    const segment = this.#segments[this.#position];
    this.#position += 1;
    return segment;
  }

  #parseOutput(tag: ExpressionParser): TemplateNode {
    const expression = tag.parse();
    tag.expectEnd();
    return { kind: "output", expression };
  }

  #parseStatement(keyword: string, tag: ExpressionParser): TemplateNode {
    if (keyword !== "if" && keyword !== "for")
      throw tag.error(`The statement "${keyword}" is not supported; use if or for`);
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw tag.error("The blocks are nested too deeply");
    const node = keyword === "if" ? this.#parseIf(tag) : this.#parseFor(tag);
    this.#depth -= 1;
    return node;
  }

  #parseIf(opening: ExpressionParser): TemplateNode {
    const branches: IfBranch[] = [];
    let tag = opening;
    for (;;) {
      const condition = tag.parse();
      tag.expectEnd();
      const { nodes, end } = this.#parseClosed(opening, "if", ["elif", "else", "endif"]);
      branches.push({ condition, body: nodes });
      if (end.keyword !== "elif") return { kind: "if", branches, otherwise: this.#parseElse(opening, end) };
      tag = end.tag;
    }
  }

  #parseElse(opening: ExpressionParser, { keyword, tag }: BlockEnd): readonly TemplateNode[] {
    tag.expectEnd();
    if (keyword === "endif") return [];
    const { nodes, end } = this.#parseClosed(opening, "if", ["endif"]);
    end.tag.expectEnd();
    return nodes;
  }

  #parseFor(tag: ExpressionParser): TemplateNode {
    const names = [tag.takeFreeName()];
    while (tag.take(",")) names.push(tag.takeFreeName());
    tag.expect("in");
    const iterable = tag.parse();
    tag.expectEnd();
    const { bound } = this.facts;
    const outside = bound.length;
    bound.push("loop", ...names);
    const { nodes, end } = this.#parseClosed(tag, "for", ["endfor"]);
    bound.length = outside;
    end.tag.expectEnd();
    return { kind: "for", names, iterable, body: nodes, line: tag.line };
  }

  #parseClosed(
    opening: ExpressionParser,
    block: string,
    ends: readonly string[],
  ): { nodes: readonly TemplateNode[]; end: BlockEnd } {
    const { nodes, end } = this.#parseBlock(ends);
    if (end === undefined)
      throw templateError(
        `The "${block}" is not closed; write "{% end${block} %}" behind it`,
        opening.line,
        this.#source,
      );
    if (!ends.includes(end.keyword))
      throw end.tag.error(`Expected ${ends.map((name) => `"${name}"`).join(" or ")}, found "${end.keyword}"`);
    return { nodes, end };
  }
}

/** Reads a template, or throws a ConfigError that names the line. */
export function parseTemplate(text: string, source?: string): ParsedTemplate {
  const parser = new TemplateParser(text, source);
  const nodes = parser.parseAll();
  return { nodes, variables: parser.facts.variables, filters: parser.facts.filters };
}
