import { ConfigError } from "../../errors.ts";

/** The most characters a template may produce, and a filter may hand on. */
export const MAX_OUTPUT_CHARS = 1_000_000;
/** The most loop turns of one rendering, over all its loops. */
export const MAX_ITERATIONS = 10_000;
/** How deep blocks, parentheses and values may nest. */
export const MAX_DEPTH = 100;

export type CompareOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in";
export type TestName = "defined" | "undefined" | "none";
export type ViewName = "items" | "keys" | "values";

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly object: Expression; readonly key: Expression }
  | { readonly kind: "view"; readonly object: Expression; readonly view: ViewName; readonly line: number }
  | {
      readonly kind: "filter";
      readonly input: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly line: number;
    }
  | { readonly kind: "test"; readonly input: Expression; readonly test: TestName; readonly negated: boolean }
  | {
      readonly kind: "compare";
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly right: Expression }[];
      readonly line: number;
    }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression };

export interface IfBranch {
  readonly condition: Expression;
  readonly body: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly expression: Expression }
  | { readonly kind: "if"; readonly branches: readonly IfBranch[]; readonly otherwise: readonly TemplateNode[] }
  | {
      readonly kind: "for";
      readonly names: readonly string[];
      readonly iterable: Expression;
      readonly body: readonly TemplateNode[];
      readonly line: number;
    };

/** A template's fault as the ConfigError that people see. */
export function templateError(message: string, line: number, source?: string, cause?: unknown): ConfigError {
  const issue = source === undefined ? { message, line } : { message, line, source };
  return new ConfigError([issue], cause === undefined ? undefined : { cause });
}
