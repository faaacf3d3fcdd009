import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";

const VERSIONS = { openai: "3.57.0", anthropic: "2.14.0" };
const PACKAGES = Object.entries(VERSIONS).map(([name, version]) => `${name}==${version}`);
const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache/edgerails-python");
const FOLDER = resolve(CACHE, Object.values(VERSIONS).join("-"));
const INTERPRETER = resolve(FOLDER, "bin/python");
const READY = resolve(FOLDER, "ready");

/** A virtual environment with the packages, created once. Its error is the reason why the clients are skipped. */
const setUp = (): string | undefined => {
  if (existsSync(READY)) return undefined;
  try {
    execFileSync("python3", ["-m", "venv", FOLDER], { timeout: 60_000, stdio: "ignore" });
    execFileSync(INTERPRETER, ["-m", "pip", "install", "--quiet", ...PACKAGES], { timeout: 240_000, stdio: "ignore" });
    const imports = `import ${Object.keys(VERSIONS).join(", ")}`;
    execFileSync(INTERPRETER, ["-c", `${imports}; open(${JSON.stringify(READY)}, "w").close()`], { timeout: 60_000 });
    return undefined;
  } catch (error) {
    return `there is no python3 with venv here, or no way to PyPI (${String(error).split("\n")[0]})`;
  }
};

const missing = setUp();

if (missing !== undefined) console.warn(`Clients in Python are not tried: ${missing}`);

/** Whether Python clients can be tested here, with the version of `openai`. */
export const PYTHON: { readonly available: boolean; readonly version: string } = {
  available: missing === undefined,
  version: VERSIONS.openai,
};

/**
 * One interpreter for all requests of a script, since its start takes longer than an answer. It exits at the end of its
 * input.
 */
export const startScript = <Told>(name: string): ((request: object) => Promise<Told>) => {
  const { stdin, stdout } = spawn(INTERPRETER, [resolve(import.meta.dirname, name)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  return async (request) => {
    stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await lines.next();
    if (done === true) throw new Error("the interpreter has ended");
    return JSON.parse(value) as Told;
  };
};
