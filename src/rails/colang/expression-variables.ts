import type { ColangExpression, Place } from "../../colang/colang-tree.ts";

/** A variable where an expression reads it. */
export interface VariablePlace {
  readonly variable: string;
  readonly at: Place;
}

/** The direct subexpressions. */
const children = (expression: ColangExpression): readonly (ColangExpression | undefined)[] => {
  switch (expression.kind) {
    case "literal":
    case "variable":
      return [];
    case "joined":
      return expression.parts.filter((part) => typeof part !== "string");
    case "list":
      return expression.items;
    case "dict":
      return expression.entries.flat();
    case "member":
      return [expression.object];
    case "index":
      return [expression.object, expression.key];
    case "slice":
      return [expression.object, ...expression.bounds];
    case "call":
      return [expression.object, ...expression.args];
    case "sign":
    case "not":
      return [expression.operand];
    case "math":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "compare":
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case "choice":
      return [expression.condition, expression.chosen, expression.otherwise];
  }
};

/** The variables that an expression reads, each with its place. */
export const variablesIn = (expression: ColangExpression | undefined): readonly VariablePlace[] => {
  if (expression === undefined) return [];
  if (expression.kind === "variable") return [{ variable: expression.name, at: expression.at }];
  return children(expression).flatMap(variablesIn);
};

/** The names of the variables that an expression reads. */
export const variablesOf = (expression: ColangExpression | undefined): readonly string[] =>
  variablesIn(expression).map(({ variable }) => variable);

/** The comparisons of a variable with a literal text, at any depth. */
export const comparedWithText = (expression: ColangExpression | undefined): readonly VariablePlace[] => {
  if (expression === undefined) return [];
  const inside = children(expression).flatMap(comparedWithText);
  if (expression.kind !== "compare" || expression.first.kind !== "variable") return inside;
  const isText = expression.rest.some(({ right }) => right.kind === "literal" && typeof right.value === "string");
  return isText ? [{ variable: expression.first.name, at: expression.first.at }, ...inside] : inside;
};
