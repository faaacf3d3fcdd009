import { LimitError } from "../../errors.ts";
import { MAX_ITERATIONS } from "./template-ast.ts";
import { Namespace } from "./template-values.ts";

/** A built-in function. Named arguments are passed as entries. */
type TemplateFunction = (args: readonly unknown[], named: readonly (readonly [string, unknown])[]) => unknown;

const whole = (value: unknown): number => {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new TypeError("range() needs whole numbers");
};

const range: TemplateFunction = (args) => {
  const [first, second, third] = args.map(whole);
  const [start, stop, step] = second === undefined ? [0, first ?? 0, 1] : [first ?? 0, second, third ?? 1];
  if (step === 0) throw new TypeError("range() cannot have the step 0");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_ITERATIONS) throw new LimitError(`range() gives more than ${MAX_ITERATIONS} numbers`);
  return Array.from({ length }, (_, index) => start + index * step);
};

/** Creates a namespace, whose attributes keep their values after a loop: `{% set found = namespace(any=false) %}`. */
const namespace: TemplateFunction = (_args, named) => {
  const made = new Namespace();
  for (const [name, value] of named) made.set(name, value);
  return made;
};

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = Object.freeze({
  range,
  namespace,
  // `fromEntries` defines own properties, also for `__proto__`.
  dict: (_args: readonly unknown[], named: readonly (readonly [string, unknown])[]) => Object.fromEntries(named),
});
