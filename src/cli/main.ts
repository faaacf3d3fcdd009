import { readFile } from "node:fs/promises";
import { ConfigError, EdgeRailsError } from "../errors.ts";
import { guess, idleOptions, parseCommand, UsageError } from "./command-line/args.ts";
import { type CliContext, type Command, EXIT } from "./command-line/command.ts";
import { COMMANDS } from "./commands.ts";
import { commandHelp, programHelp } from "./command-line/help.ts";
import { inert } from "./terminal/inert-text.ts";
import { issueLines } from "./terminal/issue-lines.ts";

export interface MainInput extends CliContext {
  /** What follows the program's name. */
  readonly argv: readonly string[];
}

const packageVersion = async (): Promise<string> => {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
};

const usage = (message: string, hint: string, { stderr }: CliContext): number => {
  stderr.write(`edgerails: ${inert(message)}\nRun \`${hint} --help\` for what is known.\n`);
  return EXIT.usage;
};

/** A file that cannot be read or written, a port that cannot be had: Node's sentence says which. */
const isOfSystem = (error: unknown): error is Error => error instanceof Error && "syscall" in error;

/** What a command throws on purpose, or the system says no to, is a message; anything else is a defect, and its trace is wanted. */
const failure = (error: unknown, { stderr }: CliContext): number => {
  if (error instanceof ConfigError) stderr.write(`${issueLines(error.issues, "error").join("\n")}\n`);
  else if (error instanceof EdgeRailsError || isOfSystem(error)) stderr.write(`edgerails: ${inert(error.message)}\n`);
  else stderr.write(`edgerails: ${inert(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  return EXIT.failed;
};

const runCommand = async ({ spec, load }: Command, argv: readonly string[], context: CliContext): Promise<number> => {
  try {
    const args = parseCommand(argv, spec);
    if (args.flag("help")) {
      context.stdout.write(commandHelp(spec));
      return EXIT.ok;
    }
    for (const line of idleOptions(args, spec)) context.stderr.write(`warning: ${line}\n`);
    const run = await load();
    return await run(args, context);
  } catch (error) {
    if (error instanceof UsageError) return usage(error.message, `edgerails ${spec.name}`, context);
    return failure(error, context);
  }
};

/** The program: resolves to its exit code. Nothing of the process is touched but what is passed in. */
export const main = async ({ argv, ...context }: MainInput): Promise<number> => {
  const [name, ...rest] = argv;
  const { stdout, stderr } = context;
  const specs = COMMANDS.map(({ spec }) => spec);
  if (name === undefined) {
    stderr.write(programHelp(specs));
    return EXIT.usage;
  }
  if (name === "--version" || name === "-v") {
    stdout.write(`${await packageVersion()}\n`);
    return EXIT.ok;
  }
  const isHelp = name === "--help" || name === "-h" || name === "help";
  const wanted = isHelp ? rest[0] : name;
  if (wanted === undefined) {
    stdout.write(programHelp(specs));
    return EXIT.ok;
  }
  const command = COMMANDS.find(({ spec }) => spec.name === wanted);
  if (command !== undefined) return runCommand(command, isHelp ? ["--help"] : rest, context);
  const kind = wanted.startsWith("-") ? "option" : "command";
  const names = specs.map((spec) => spec.name);
  return usage(`Unknown ${kind} "${wanted}"${guess(wanted, names)}`, "edgerails", context);
};
