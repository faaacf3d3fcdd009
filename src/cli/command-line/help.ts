import { HELP } from "./args.ts";
import type { CommandSpec, OptionSpec, PositionalSpec } from "./command.ts";

type Row = readonly [string, string];

const WIDTH = 100;

/** Wraps a text to lines of at most `width` characters. */
const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const rowsText = (rows: readonly Row[]): string => {
  const margin = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(([left, right]) => {
      const lines = wrap(right, WIDTH - margin);
      return `  ${left.padEnd(margin - 2)}${lines.join(`\n${" ".repeat(margin)}`)}`;
    })
    .join("\n");
};

const section = (title: string, rows: readonly Row[]): string =>
  rows.length === 0 ? "" : `\n${title}:\n${rowsText(rows)}\n`;

const optionRow = ([name, spec]: readonly [string, OptionSpec]): Row => {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = spec.type === "string" ? ` ${spec.value ?? "VALUE"}` : "";
  const notes = [
    ...(spec.default === undefined ? [] : [`default: ${spec.default}`]),
    ...(spec.multiple === true ? ["may be given several times"] : []),
  ];
  return [`${short}--${name}${value}`, spec.description + (notes.length === 0 ? "" : ` (${notes.join("; ")})`)];
};

const positionalText = ({ name, required, multiple }: PositionalSpec): string => {
  const dots = multiple === true ? "..." : "";
  return required === true ? `${name}${dots}` : `[${name}${dots}]`;
};

/** The help text of a command. */
export const commandHelp = (spec: CommandSpec): string => {
  const { name, summary, positionals, options, examples, environment = {} } = spec;
  const usage = ["edgerails", name, ...positionals.map(positionalText), "[options]"].join(" ");
  return [
    `${summary}\n\nUsage: ${usage}\n`,
    section(
      "Arguments",
      positionals.map((one): Row => [one.name, one.description]),
    ),
    section("Options", Object.entries({ ...options, help: HELP }).map(optionRow)),
    section("Environment", Object.entries(environment)),
    `\nExamples:\n${examples.map((line) => `  ${line}\n`).join("")}`,
  ].join("");
};

/** The help text of the program. */
export const programHelp = (specs: readonly CommandSpec[]): string =>
  [
    "Streaming guardrails for LLMs.\n\nUsage: edgerails COMMAND [options]\n",
    section(
      "Commands",
      specs.map(({ name, summary }): Row => [name, summary]),
    ),
    section("Options", [
      ["-h, --help", "Show this text, or that of a command"],
      ["-v, --version", "Show the version"],
    ]),
    "\nRun `edgerails COMMAND --help` for what a command takes.\n",
  ].join("");
