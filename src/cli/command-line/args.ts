import { parseArgs } from "node:util";
import { closestName } from "../../config/suggest.ts";
import { EdgeRailsError } from "../../errors.ts";
import { optional } from "../../json.ts";
import type { CommandSpec, OptionSpec, ParsedArgs } from "./command.ts";

/** An invalid command line. */
export class UsageError extends EdgeRailsError {
  override readonly name: string = "UsageError";

  constructor(message: string) {
    super("usage", message);
  }
}

export const HELP: OptionSpec = { type: "boolean", short: "h", description: "Show this text" };

/** The suggestion `, did you mean …?`, or an empty text. */
export const guess = (name: string, known: readonly string[]): string => {
  const close = closestName(name, known);
  return close === undefined ? "" : `, did you mean "${close}"?`;
};

type Values = Readonly<Record<string, readonly (string | true)[]>>;

interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly rawName?: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** What somebody meant who wrote an option that a command has not. */
const meant = (option: string, { positionals, name }: CommandSpec, options: CommandSpec["options"]): string => {
  const isConfig = option === "--config" && positionals.some((one) => one.name === "PATH");
  if (isConfig) return `: the config follows without it, \`edgerails ${name} PATH\``;
  const names = Object.keys(options).map((known) => `--${known}`);
  return option.startsWith("--") ? guess(option, names) : "";
};

const checkToken = (token: Token, command: CommandSpec, options: CommandSpec["options"]): void => {
  if (token.kind !== "option") return;
  const { name = "", rawName = "", value, inlineValue } = token;
  const spec = Object.hasOwn(options, name) ? options[name] : undefined;
  if (spec === undefined) throw new UsageError(`Unknown option "${rawName}"${meant(rawName, command, options)}`);
  if (spec.type === "boolean" && value !== undefined) throw new UsageError(`Option "${rawName}" takes no value`);
  if (spec.type === "boolean") return;
  const isOption = inlineValue !== true && value?.startsWith("-") === true && value.length > 1;
  if (value !== undefined && value !== "" && !isOption) return;
  throw new UsageError(`Option "${rawName}" needs a value: ${rawName} ${spec.value ?? "VALUE"}`);
};

const checkPositionals = ({ positionals: specs, options }: CommandSpec, given: readonly string[]): void => {
  const missing = specs.find(({ required }, index) => required === true && given[index] === undefined);
  if (missing !== undefined) throw new UsageError(`${missing.name} is missing`);
  const extra = given[specs.length];
  if (extra === undefined || specs.at(-1)?.multiple === true) return;
  const fix = specs.length === 0 && "config" in options ? `: a config is named by \`--config ${extra}\`` : "";
  throw new UsageError(`Unexpected argument "${extra}"${fix}`);
};

const checkCounts = (values: Values, options: CommandSpec["options"]): void => {
  for (const [name, given] of Object.entries(values)) {
    const isRepeated = new Set(given).size > 1;
    if (isRepeated && options[name]?.multiple !== true) {
      throw new UsageError(`Option "--${name}" was given ${given.length} times, but only one makes sense`);
    }
  }
};

const checkOpposites = (values: Values, options: CommandSpec["options"]): void => {
  for (const [name, { opposite }] of Object.entries(options)) {
    if (opposite === undefined || values[name] === undefined || values[opposite] === undefined) continue;
    throw new UsageError(`Options "--${opposite}" and "--${name}" say different things: give one of them`);
  }
};

/** Notes about the given options that have no effect. */
export const idleOptions = (args: ParsedArgs, { options }: CommandSpec): readonly string[] =>
  Object.entries(options).flatMap(([name, { idle }]) =>
    idle !== undefined && args.flag(name) ? [`--${name} has no effect: ${idle}`] : [],
  );

/** The arguments, unchecked, so that errors can name the option as it was written. */
const tokenize = (argv: readonly string[], specs: CommandSpec["options"]) => {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short }]) => [
      name,
      { type, multiple: true, ...optional("short", short) },
    ]),
  );
  const { values, ...rest } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return { given: values as Values, ...rest };
};

/**
 * Parses the arguments of a command by its spec.
 *
 * @throws UsageError for an unknown option, a missing value, or too many arguments
 */
export const parseCommand = (argv: readonly string[], spec: CommandSpec): ParsedArgs => {
  if (argv.some((argument) => argument.includes("\0"))) throw new UsageError("An argument holds a NUL character");
  const options = { ...spec.options, help: HELP };
  const { given, positionals, tokens } = tokenize(argv, options);
  for (const token of tokens) checkToken(token, spec, options);
  const isHelp = given["help"] !== undefined;
  checkCounts(given, options);
  checkOpposites(given, options);
  if (!isHelp) checkPositionals(spec, positionals);
  const list = (name: string): readonly string[] => (given[name] ?? []).map(String);
  return {
    positionals,
    flag: (name) => given[name] !== undefined,
    text: (name) => list(name)[0] ?? spec.options[name]?.default,
    list,
  };
};
