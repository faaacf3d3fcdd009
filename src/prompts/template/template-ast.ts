import type { ConfigIssue } from "../../errors.ts";
import { ConfigError } from "../../errors.ts";

/** Characters that a template may render to, and a filter may return. */
export const MAX_OUTPUT_CHARS = 1_000_000;
/** Loop iterations in one rendering, over all loops. */
export const MAX_ITERATIONS = 10_000;
/** Nesting of blocks, parentheses and values. */
export const MAX_DEPTH = 100;
/** Operands of a chain of operators, and links of a path. */
export const MAX_CHAIN = 200;

/** A position in a template. Both numbers are 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type CompareOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in";
export type MathOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "~";

/** The arguments of a filter, a test or a call. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [name: string, value: Expression])[];
}

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly object: Expression; readonly key: Expression }
  | {
      readonly kind: "slice";
      readonly object: Expression;
      readonly bounds: readonly (Expression | undefined)[];
      readonly at: Position;
    }
  | {
      readonly kind: "filter" | "method";
      readonly input: Expression;
      readonly name: string;
      readonly args: Arguments;
      readonly at: Position;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: Arguments; readonly at: Position }
  | {
      readonly kind: "test";
      readonly input: Expression;
      readonly name: string;
      readonly args: Arguments;
      readonly negated: boolean;
      readonly at: Position;
    }
  | {
      readonly kind: "compare";
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly right: Expression }[];
      readonly at: Position;
    }
  | {
      readonly kind: "math";
      readonly operator: MathOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: Position;
    }
  | { readonly kind: "sign"; readonly sign: "-" | "+"; readonly operand: Expression; readonly at: Position }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly chosen: Expression;
      readonly otherwise: Expression | undefined;
    };

export interface IfBranch {
  readonly condition: Expression;
  readonly body: readonly TemplateNode[];
}

/** The target of `{% set %}`: names, or an attribute of a namespace. */
export type SetTarget =
  | { readonly names: readonly string[] }
  | { readonly namespace: string; readonly attribute: string };

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly expression: Expression }
  | { readonly kind: "if"; readonly branches: readonly IfBranch[]; readonly otherwise: readonly TemplateNode[] }
  | {
      readonly kind: "for";
      readonly names: readonly string[];
      readonly iterable: Expression;
      /** If given, only items that satisfy it are iterated. */
      readonly condition: Expression | undefined;
      readonly body: readonly TemplateNode[];
      /** Rendered if nothing was iterated. */
      readonly otherwise: readonly TemplateNode[];
      readonly at: Position;
    }
  | {
      readonly kind: "with";
      readonly names: readonly (readonly [name: string, value: Expression])[];
      readonly body: readonly TemplateNode[];
    }
  | {
      readonly kind: "set";
      readonly target: SetTarget;
      /** An expression, or nodes that render to the value. */
      readonly value: Expression | readonly TemplateNode[];
      readonly at: Position;
    };

/** The ConfigError for an error in a template. */
export function templateError(message: string, at: Position, source?: string, cause?: unknown): ConfigError {
  const issue: ConfigIssue = { message, line: at.line, column: at.column };
  return new ConfigError(
    [source === undefined ? issue : { ...issue, source }],
    cause === undefined ? undefined : { cause },
  );
}
