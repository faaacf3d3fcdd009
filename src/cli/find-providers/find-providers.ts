import { stringify } from "yaml";
import { type EngineFacts, engineFacts } from "../../llm/engine-facts.ts";
import { guess, UsageError } from "../command-line/args.ts";
import { EXIT, type RunCommand } from "../command-line/command.ts";

const HEADER = ["engine", "API", "key", "address"] as const;

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "))
    .join("\n")
    .replaceAll(/ +$/gm, "");
};

const example = ({ example: model }: EngineFacts): string => stringify({ models: [model] });

const OWN = `Any other server that speaks the OpenAI API: engine openai, or a name of your own, with parameters.base_url.
A model of Hugging Face in this process: edgerails/huggingface.

edgerails find-providers NAME prints a model of an engine as it stands in a config.
`;

const found = (name: string, facts: readonly EngineFacts[]): EngineFacts => {
  const engine = facts.find((one) => one.name === name);
  if (engine !== undefined) return engine;
  const names = facts.map((one) => one.name);
  throw new UsageError(`There is no engine "${name}"${guess(name, names)}`);
};

const detail = (engine: EngineFacts): string =>
  [
    ...(engine.key === undefined ? [] : [`# key: ${engine.key}`]),
    ...(engine.address === undefined ? [] : [`# address: ${engine.address}`]),
    example(engine),
  ].join("\n");

/** `edgerails find-providers`: lists providers. Makes no network calls. */
export const findProviders: RunCommand = async (args, { stdout }) => {
  const facts = engineFacts();
  const [name] = args.positionals;
  const shown = name === undefined ? facts : [found(name, facts)];
  const table = (): string => {
    const rows = facts.map(({ name: engine, api, key = "", address = "" }) => [engine, api, key, address]);
    return `${columns([HEADER, ...rows])}\n\n${OWN}`;
  };
  if (args.flag("json")) stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
  else stdout.write(name === undefined ? table() : shown.map(detail).join("\n"));
  return EXIT.ok;
};
