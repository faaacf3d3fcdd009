import type { Expression, IfBranch, SetTarget, TemplateNode } from "./template-ast.ts";
import { MAX_DEPTH } from "./template-ast.ts";
import { ExpressionParser } from "./template-expression-parser.ts";
import { TemplateFacts } from "./template-facts.ts";
import type { Segment } from "./template-lexer.ts";
import { lexTemplate } from "./template-lexer.ts";
import { TagTokens } from "./template-tokens.ts";

/** A parsed template, and the names it uses. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly variables: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

/** The tag that ended a block, after its keyword was read. */
interface BlockEnd {
  readonly keyword: string;
  readonly tag: TagTokens;
}

interface Block {
  readonly nodes: readonly TemplateNode[];
  readonly end: BlockEnd;
}

class TemplateParser {
  readonly facts = new TemplateFacts();
  readonly #segments: readonly Segment[];
  readonly #source: string | undefined;
  readonly #statements: ReadonlyMap<string, (tag: TagTokens) => TemplateNode> = new Map([
    ["if", (tag: TagTokens): TemplateNode => this.#parseIf(tag)],
    ["for", (tag: TagTokens): TemplateNode => this.#parseFor(tag)],
    ["set", (tag: TagTokens): TemplateNode => this.#parseSet(tag)],
    ["with", (tag: TagTokens): TemplateNode => this.#parseWith(tag)],
  ]);
  #position = 0;
  #depth = 0;

  constructor(text: string, source: string | undefined) {
    this.#segments = lexTemplate(text, source);
    this.#source = source;
  }

  parseAll(): readonly TemplateNode[] {
    const { nodes, end } = this.#parseNodes([]);
    if (end !== undefined)
      throw end.tag.errorAt(end.tag.start, `There is nothing open that "${end.keyword}" could end`);
    return nodes;
  }

  /** Parses nodes up to one of `ends`, or to the end of the template. */
  #parseNodes(ends: readonly string[]): { nodes: readonly TemplateNode[]; end: BlockEnd | undefined } {
    const nodes: TemplateNode[] = [];
    for (let segment = this.#next(); segment !== undefined; segment = this.#next()) {
      if (segment.type === "text") {
        nodes.push({ kind: "text", text: segment.text });
        continue;
      }
      const tag = new TagTokens(segment.tokens, segment.at, this.#source);
      if (segment.type === "output") {
        nodes.push({ kind: "output", expression: this.#only(tag, (parser) => parser.parseTuple()) });
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

  /** Parses the rest of a tag as one expression. */
  #only(tag: TagTokens, parse: (parser: ExpressionParser) => Expression): Expression {
    const expression = parse(new ExpressionParser(tag, this.facts));
    tag.expectEnd();
    return expression;
  }

  #parseStatement(keyword: string, tag: TagTokens): TemplateNode {
    const parse = this.#statements.get(keyword);
    if (parse === undefined)
      throw tag.errorAt(tag.start, `The statement "${keyword}" is not supported; use if, for, set, with or raw`);
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw tag.errorAt(tag.start, "The blocks are nested too deeply");
    const node = parse(tag);
    this.#depth -= 1;
    return node;
  }

  #parseIf(opening: TagTokens): TemplateNode {
    const branches: IfBranch[] = [];
    let tag = opening;
    for (;;) {
      const condition = this.#only(tag, (parser) => parser.parse());
      const { nodes, end } = this.#parseBlock(opening, "if", ["elif", "else", "endif"]);
      branches.push({ condition, body: nodes });
      if (end.keyword !== "elif") return { kind: "if", branches, otherwise: this.#parseElse(opening, "if", end) };
      tag = end.tag;
    }
  }

  #parseElse(opening: TagTokens, block: string, { keyword, tag }: BlockEnd): readonly TemplateNode[] {
    tag.expectEnd();
    if (keyword !== "else") return [];
    const { nodes, end } = this.#parseBlock(opening, block, [`end${block}`]);
    end.tag.expectEnd();
    return nodes;
  }

  #parseFor(tag: TagTokens): TemplateNode {
    const names = this.#takeNames(tag);
    tag.expect("in");
    const parser = new ExpressionParser(tag, this.facts);
    const iterable = parser.parseOr();
    const { condition, nodes, end } = this.facts.block(() => {
      this.facts.bind(["loop", ...names]);
      const filter = tag.take("if") ? parser.parse() : undefined;
      tag.expectEnd();
      return { condition: filter, ...this.#parseBlock(tag, "for", ["else", "endfor"]) };
    });
    const otherwise = this.#parseElse(tag, "for", end);
    return { kind: "for", names, iterable, condition, body: nodes, otherwise, at: tag.start };
  }

  #takeNames(tag: TagTokens): readonly string[] {
    const names = [tag.takeFreeName()];
    while (tag.take(",")) names.push(tag.takeFreeName());
    return names;
  }

  #parseSet(tag: TagTokens): TemplateNode {
    const target = this.#parseTarget(tag);
    const value = tag.take("=") ? this.#only(tag, (parser) => parser.parseTuple()) : this.#parseCapture(tag, target);
    if ("names" in target) this.facts.bind(target.names);
    return { kind: "set", target, value, at: tag.start };
  }

  #parseWith(tag: TagTokens): TemplateNode {
    const names: (readonly [string, Expression])[] = [];
    const parser = new ExpressionParser(tag, this.facts);
    while (names.length === 0 ? tag.peek() !== undefined : tag.take(",")) {
      const name = tag.takeFreeName();
      tag.expect("=");
      names.push([name, parser.parse()]);
    }
    tag.expectEnd();
    const { nodes, end } = this.facts.block(() => {
      this.facts.bind(names.map(([name]) => name));
      return this.#parseBlock(tag, "with", ["endwith"]);
    });
    end.tag.expectEnd();
    return { kind: "with", names, body: nodes };
  }

  #parseTarget(tag: TagTokens): SetTarget {
    const names = this.#takeNames(tag);
    const [namespace] = names;
    if (namespace === undefined || names.length > 1 || !tag.take(".")) return { names };
    return { namespace, attribute: tag.takeName() };
  }

  #parseCapture(tag: TagTokens, target: SetTarget): readonly TemplateNode[] {
    tag.expectEnd();
    if (!("names" in target) || target.names.length > 1)
      throw tag.errorAt(tag.start, "A {% set %} without a value takes one name");
    const { nodes, end } = this.#parseBlock(tag, "set", ["endset"]);
    end.tag.expectEnd();
    return nodes;
  }

  #parseBlock(opening: TagTokens, block: string, ends: readonly string[]): Block {
    const { nodes, end } = this.facts.block(() => this.#parseNodes(ends));
    if (end === undefined)
      throw opening.errorAt(opening.start, `The "${block}" is not closed; write "{% end${block} %}" behind it`);
    if (!ends.includes(end.keyword))
      throw end.tag.errorAt(
        end.tag.start,
        `Expected ${ends.map((name) => `"${name}"`).join(" or ")}, found "${end.keyword}"`,
      );
    return { nodes, end };
  }
}

/** Parses a template. Throws a ConfigError with line and column. */
export function parseTemplate(text: string, source?: string): ParsedTemplate {
  const parser = new TemplateParser(text, source);
  const nodes = parser.parseAll();
  return { nodes, variables: parser.facts.variables, filters: parser.facts.filters };
}
