import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { main, type MainInput } from "../../src/cli/main.ts";

export const ROOT: string = new URL("../..", import.meta.url).pathname;
export const BIN = `${ROOT}src/cli/bin.ts`;
export const EXAMPLES = `${ROOT}examples/configs`;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A stream that records its writes. */
export class Capture extends PassThrough {
  text = "";
  isTTY = false;
  #watchers: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
    this.on("data", (chunk: Buffer) => {
      this.text += chunk.toString();
      this.#watchers = this.#watchers.filter(({ pattern, resolve }) => {
        if (!pattern.test(this.text)) return true;
        resolve();
        return false;
      });
    });
  }

  /** Resolves once the written text matches. */
  async until(pattern: RegExp): Promise<void> {
    if (pattern.test(this.text)) return;
    await new Promise<void>((resolve) => this.#watchers.push({ pattern, resolve }));
  }
}

type Extras = Partial<Pick<MainInput, "env" | "fetch" | "onSignal">>;

/** Runs the program in this process, with a pipe as input. */
export const run = async (argv: readonly string[], input = "", extras: Extras = {}): Promise<Ended> => {
  const [stdin, stdout, stderr] = [new PassThrough(), new Capture(), new Capture()];
  stdin.end(input);
  const code = await main({ argv, stdin, stdout, stderr, env: {}, ...extras });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, out: stdout.text, err: stderr.text };
};

/** Runs the program in this process on a terminal, with simulated typing. */
export class Terminal {
  readonly keyboard: PassThrough & { isTTY: boolean } = Object.assign(new PassThrough(), { isTTY: true });
  readonly screen: Capture = new Capture(true);
  readonly errors: Capture = new Capture(true);
  readonly code: Promise<number>;

  constructor(argv: readonly string[], extras: Extras = {}) {
    const streams = { stdin: this.keyboard, stdout: this.screen, stderr: this.errors };
    this.code = main({ argv, ...streams, env: { NO_COLOR: "1" }, ...extras });
  }

  type(text: string): void {
    this.keyboard.write(text);
  }
}

export const CTRL_C = "\u0003";
export const CTRL_D = "\u0004";

/** Runs the program as a process. */
export class Process {
  readonly out: Capture = new Capture();
  readonly err: Capture = new Capture();
  readonly ended: Promise<Ended>;
  readonly #child: ReturnType<typeof spawn>;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      env: { PATH: process.env["PATH"] ?? "", ...env },
      timeout: 60_000,
    });
    child.stdout.pipe(this.out);
    child.stderr.pipe(this.err);
    this.#child = child;
    this.ended = once(child, "close").then(([code]) => ({
      code: code as number | null,
      out: this.out.text,
      err: this.err.text,
    }));
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  end(text = ""): this {
    this.#child.stdin?.end(text);
    return this;
  }

  signal(name: "SIGINT" | "SIGTERM"): void {
    this.#child.kill(name);
  }
}
