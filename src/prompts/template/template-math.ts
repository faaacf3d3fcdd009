import { LimitError } from "../../errors.ts";
import type { MathOperator } from "./template-ast.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { percentOf } from "./template-percent.ts";
import { typeName } from "./template-values.ts";
import { toText } from "./template-write.ts";

/** Numbers are those of JavaScript: `4 / 2` is 2, and there is no whole number beyond 2^53. */
const NUMBERS: Readonly<Record<Exclude<MathOperator, "~">, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "//": (left, right) => Math.floor(left / right),
  // As in Python, the result has the sign of the divisor.
  "%": (left, right) => ((left % right) + right) % right,
  "**": (left, right) => left ** right,
};

const isNumeric = (value: unknown): value is number | boolean =>
  typeof value === "number" || typeof value === "boolean";

/** Returns the value. Throws a LimitError for a text or list of more than 1,000,000. */
export function bounded<T extends string | readonly unknown[]>(value: T): T {
  if (value.length > MAX_OUTPUT_CHARS) throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS}`);
  return value;
}

/** Repeats a text or list, within the same limit. */
function repeated(value: string | readonly unknown[], times: number): string | readonly unknown[] {
  if (value.length * times > MAX_OUTPUT_CHARS)
    throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS}`);
  const count = Math.max(0, times);
  return typeof value === "string" ? value.repeat(count) : Array.from({ length: count }, () => value).flat();
}

const isRow = (value: unknown): value is string | readonly unknown[] =>
  typeof value === "string" || Array.isArray(value);

/** Applies an operator. Throws a TypeError for operands that it does not support, and if the result is not finite. */
export function calculate(operator: MathOperator, left: unknown, right: unknown): unknown {
  if (operator === "~") return bounded(toText(left) + toText(right));
  if (isNumeric(left) && isNumeric(right)) {
    const result = NUMBERS[operator](Number(left), Number(right));
    if (!Number.isFinite(result)) throw new TypeError(`${left} ${operator} ${right} is no number`);
    return result;
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") return bounded(left + right);
  if (operator === "+" && Array.isArray(left) && Array.isArray(right)) return bounded([...left, ...right]);
  if (operator === "%" && typeof left === "string") return bounded(percentOf(left, right));
  if (operator === "*" && isRow(left) && Number.isInteger(right)) return repeated(left, Number(right));
  throw new TypeError(`${typeName(left)} ${operator} ${typeName(right)} is not possible`);
}

/** `value[start:stop:step]` as in Python. Texts are sliced by characters, not by UTF-16 units. */
export function slice(value: unknown, bounds: readonly unknown[]): unknown {
  if (value === undefined) return undefined;
  if (!isRow(value)) throw new TypeError(`${typeName(value)} has no slices`);
  const items: readonly unknown[] = Array.from(value);
  const [start, stop, step = 1] = bounds.map((bound) => sliceBound(bound));
  if (step === 0) throw new TypeError("A slice cannot have the step 0");
  const at = (bound: number | undefined, other: number): number => {
    if (bound === undefined) return other;
    const index = bound < 0 ? bound + items.length : bound;
    return step > 0 ? Math.min(Math.max(index, 0), items.length) : Math.min(Math.max(index, -1), items.length - 1);
  };
  const [from, to] = step > 0 ? [at(start, 0), at(stop, items.length)] : [at(start, items.length - 1), at(stop, -1)];
  const taken = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) taken.push(items[index]);
  return typeof value === "string" ? taken.join("") : taken;
}

function sliceBound(bound: unknown): number | undefined {
  if (bound === undefined || bound === null) return undefined;
  if (typeof bound !== "number" || !Number.isInteger(bound)) throw new TypeError("A slice needs whole numbers");
  return bound;
}
