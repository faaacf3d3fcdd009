import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { type CalledTool, type Client, JSON_QUESTION, type Reading, WEATHER } from "../clients.ts";

const VERSION = "3.57.0";
const FOLDER = resolve(import.meta.dirname, "../../../node_modules/.cache/edgerails-python", VERSION);
const INTERPRETER = resolve(FOLDER, "bin/python");
const READY = resolve(FOLDER, "ready");

/** A virtual environment with the package, made once. What goes wrong is why its clients are not tried. */
const setUp = (): string | undefined => {
  if (existsSync(READY)) return undefined;
  try {
    execFileSync("python3", ["-m", "venv", FOLDER], { timeout: 60_000, stdio: "ignore" });
    execFileSync(INTERPRETER, ["-m", "pip", "install", "--quiet", `openai==${VERSION}`], {
      timeout: 240_000,
      stdio: "ignore",
    });
    execFileSync(INTERPRETER, ["-c", `import openai; open(${JSON.stringify(READY)}, "w").close()`], {
      timeout: 60_000,
    });
    return undefined;
  } catch (error) {
    return `there is no python3 with venv here, or no way to PyPI (${String(error).split("\n")[0]})`;
  }
};

const missing = setUp();

if (missing !== undefined) console.warn(`Clients in Python are not tried: ${missing}`);

/** Whether clients in Python can be tried here, and which version of the package is. */
export const PYTHON: { readonly available: boolean; readonly version: string } = {
  available: missing === undefined,
  version: VERSION,
};

type Told = { readonly raised?: string };

/** One interpreter for all questions, since its start takes longer than an answer. It ends with its input. */
const startInterpreter = (): ((request: object) => Promise<Told>) => {
  const script = resolve(import.meta.dirname, "ask.py");
  const { stdin, stdout } = spawn(INTERPRETER, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  return async (request) => {
    stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await lines.next();
    if (done === true) throw new Error("the interpreter has ended");
    return JSON.parse(value) as Told;
  };
};

let interpreter: ReturnType<typeof startInterpreter> | undefined;

const ask =
  <T>(call: string) =>
  async (origin: string, question: string): Promise<T> => {
    interpreter ??= startInterpreter();
    const told = await interpreter({ origin, call, question });
    if (told.raised !== undefined) throw new Error(told.raised);
    return told as T;
  };

const ofPython = (call: string, path: string): readonly Client[] => [
  {
    package: "openai (Python)",
    call,
    path,
    ask: ask<Reading>(call),
    useTool: (origin) => ask<CalledTool>(`${call} tools`)(origin, WEATHER),
    structure: (origin) => ask<unknown>(`${call} structured`)(origin, JSON_QUESTION),
  },
  { package: "openai (Python)", call: `${call}, streamed`, path, ask: ask<Reading>(`${call}, streamed`) },
];

/** The same package for Python, with nothing changed but the base URL. None where it cannot be installed. */
export const PYTHON_CLIENTS: readonly Client[] = PYTHON.available
  ? [...ofPython("chat.completions.create", "/v1/chat/completions"), ...ofPython("responses.create", "/v1/responses")]
  : [];
