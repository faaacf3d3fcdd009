import type { Readable, Writable } from "node:stream";

/** What a command may touch of its process. */
export interface CliContext {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /** Listens to a signal of the process until the returned function is called. Default: signals are not heard. */
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
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** The option whose opposite this is: both together make no sense. */
  readonly opposite?: string;
  /** Why it does nothing here, for options of NeMo Guardrails that scripts carry along. Told when it is given. */
  readonly idle?: string;
}

export interface PositionalSpec {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** Whether several may be given. Only for the last one. */
  readonly multiple?: boolean;
}

/** The options and arguments of a command: what is parsed is what the help text says. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly PositionalSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** Environment variables it reads: name and meaning. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What was written on the command line, checked against the spec. */
export interface ParsedArgs {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** The option that does without dialog in Colang files. */
export const SKIP_DIALOG = "skip-dialog";

/** Runs a command and says how it ended. */
export type RunCommand = (args: ParsedArgs, context: CliContext) => Promise<number>;

export interface Command {
  readonly spec: CommandSpec;
  /** The code is loaded when it is needed, so that help costs nothing. */
  readonly load: () => Promise<RunCommand>;
}

/** 0: done. 1: it failed. 2: the command line cannot be meant. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
