import { ConfigError } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import { isList, isRecord } from "../json.ts";

/** The parameters of an engine as a config writes them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A ConfigError about one parameter of a model. */
export const parameterError = (name: string, message: string): ConfigError =>
  new ConfigError([{ path: `models.parameters.${name}`, message }]);

export const textParameter = (parameters: Parameters, name: string): string | undefined => {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value.trim() === "") throw parameterError(name, "Expected a text that is not empty");
  return value.trim();
};

/** The numbers a parameter may have. */
export interface NumberRange {
  readonly above?: number;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

const fits = (value: number, { above, min, max, whole }: NumberRange): boolean =>
  Number.isFinite(value) &&
  (above === undefined || value > above) &&
  (min === undefined || value >= min) &&
  (max === undefined || value <= max) &&
  (whole !== true || Number.isInteger(value));

const describe = ({ above, min, max, whole }: NumberRange): string =>
  [
    whole === true ? "a whole number" : "a number",
    above === undefined ? "" : `above ${above}`,
    min === undefined ? "" : `from ${min}`,
    max === undefined ? "" : `up to ${max}`,
  ]
    .filter((words) => words !== "")
    .join(" ");

export const numberParameter = (parameters: Parameters, name: string, range: NumberRange): number | undefined => {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !fits(value, range)) throw parameterError(name, `Expected ${describe(range)}`);
  return value;
};

/** An object of texts, such as `default_headers`. Numbers and booleans count as their text. */
export const textsParameter = (parameters: Parameters, name: string): Readonly<Record<string, string>> => {
  const value = parameters[name] ?? {};
  if (!isRecord(value)) throw parameterError(name, "Expected an object of texts");
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item === "string") return [key, item];
      if (typeof item === "number" || typeof item === "boolean") return [key, `${item}`];
      throw parameterError(`${name}.${key}`, "Expected a text");
    }),
  );
};

/** The strings in `stop`, which may be one or a list. */
export const stopsIn = (stop: unknown): readonly string[] =>
  (isList(stop) ? stop : [stop]).filter((one) => typeof one === "string");

/** Everything in `parameters` that is not named in `consumed`. */
export const without = (parameters: Parameters, consumed: ReadonlySet<string>): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name, value]) => !consumed.has(name) && value !== undefined));

/** Removes empty lists, which request nothing and which several servers refuse. */
export const withoutEmptyLists = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => !(Array.isArray(value) && value.length === 0))) as T;

/** An environment variable or secret, if it is set to a text. */
export const readEnv = (runtime: Pick<Runtime, "env">, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : runtime.env[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};
