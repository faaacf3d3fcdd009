import { ConfigError, EdgeRailsError } from "../errors.ts";
import { guess, idleOptions, parseCommand, UsageError } from "./command-line/args.ts";
import { type CliContext, type Command, EXIT } from "./command-line/command.ts";
import { commandHelp, programHelp } from "./command-line/help.ts";
import { COMMANDS } from "./commands.ts";
import { packageVersion } from "./files/package-version.ts";
import { isSystemError } from "./files/system-error.ts";
import { inert } from "./terminal/inert-text.ts";
import { issueLines } from "./terminal/issue-lines.ts";

export interface MainInput extends CliContext {
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
}

const usage = (message: string, hint: string, { stderr }: CliContext): number => {
  stderr.write(`edgerails: ${inert(message)}\nRun \`${hint} --help\` for what is known.\n`);
  return EXIT.usage;
};

/** Prints an expected error as its message, and any other, which is a defect, with its stack trace. */
const failure = (error: unknown, { stderr }: CliContext): number => {
  if (error instanceof ConfigError) stderr.write(`${issueLines(error.issues, "error").join("\n")}\n`);
  // Node's message about a file or a port is clear enough.
  else if (error instanceof EdgeRailsError || isSystemError(error))
    stderr.write(`edgerails: ${inert(error.message)}\n`);
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

/** Runs the program. Resolves to the exit code. Uses only what is passed in, not the process. */
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
