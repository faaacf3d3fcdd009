import type { Readable, Writable } from "node:stream";

/** Everything that a command may use of its process. */
export interface CliContext {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /**
   * Calls the listener for a signal of the process, until the returned function is called. Default: signals are
   * ignored.
   */
  readonly onSignal?: (signal: "SIGINT" | "SIGTERM", listener: () => void) => () => void;
}

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly description: string;
  readonly short?: string;
  /** What the value is called in the help text. */
  readonly value?: string;
  /** Shown in the help text and used when the option is absent. */
  readonly default?: string;
  /** Whether it may be repeated. */
  readonly multiple?: boolean;
  /** The opposite option. Giving both is an error. */
  readonly opposite?: string;
  /** Why it has no effect, for options of NeMo Guardrails that scripts may pass. Printed when it is given. */
  readonly idle?: string;
}

export interface PositionalSpec {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** Whether it takes several values. Only allowed for the last argument. */
  readonly multiple?: boolean;
}

/** The options and arguments of a command. Both the parser and the help text use it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly PositionalSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** Environment variables it reads: name and meaning. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The parsed command line. */
export interface ParsedArgs {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** The option that skips dialog in Colang files. */
export const SKIP_DIALOG = "skip-dialog";

/** Runs a command. Resolves to its exit code. */
export type RunCommand = (args: ParsedArgs, context: CliContext) => Promise<number>;

export interface Command {
  readonly spec: CommandSpec;
  /** Loads the command's code on demand, so that help stays fast. */
  readonly load: () => Promise<RunCommand>;
}

/** Exit codes. `usage`: the command line is invalid. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
