import { access } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EdgeRailsError } from "../../errors.ts";
import { STARTERS, type Starter } from "../../library/starters.ts";
import { guess, UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { packageVersion } from "../files/package-version.ts";
import { makeFolder, writeText } from "../files/write.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { asker, type Question, readAnswer } from "./ask.ts";
import { DEFAULTS, type Provider, PROVIDERS, RAILS, type RuntimeId, RUNTIMES } from "./choices.ts";
import { configText } from "./config-text.ts";
import { projectFiles } from "./project.ts";
import type { Files } from "./runtimes.ts";

type Key = "provider" | "rails" | "runtime";

const QUESTIONS: Readonly<Record<Key, Question>> = {
  provider: { title: "Who answers?", choices: PROVIDERS, fallback: DEFAULTS.provider },
  rails: { title: "Which rails?", choices: RAILS, fallback: DEFAULTS.rails, many: true },
  runtime: { title: "Where does it run?", choices: RUNTIMES, fallback: DEFAULTS.runtime },
};

/** The answer to a question on the command line, if it was given. */
const given = (args: ParsedArgs, key: Key): string | undefined => {
  const text = args.text(key);
  if (text === undefined) return undefined;
  const question = QUESTIONS[key];
  const answer = readAnswer(text, question);
  if (!("unknown" in answer)) return answer.join(",");
  const names = question.choices.map(({ id }) => id);
  throw new UsageError(
    `Unknown ${key === "rails" ? "rail" : key} "${answer.unknown}"${guess(answer.unknown, names)}: one of ${names.join(", ")}`,
  );
};

/** The answers from the command line. If there is a terminal, the missing ones are asked for. */
const answers = async (args: ParsedArgs, context: CliContext): Promise<Readonly<Record<Key, string>>> => {
  const isAsked = context.stdin.isTTY === true && !args.flag("yes");
  const fromArgs = { provider: given(args, "provider"), rails: given(args, "rails"), runtime: given(args, "runtime") };
  const terminal = isAsked ? asker(context) : undefined;
  try {
    const answer = async (key: Key): Promise<string> =>
      fromArgs[key] ?? (await terminal?.ask(QUESTIONS[key])) ?? QUESTIONS[key].fallback;
    return { provider: await answer("provider"), rails: await answer("rails"), runtime: await answer("runtime") };
  } finally {
    terminal?.close();
  }
};

const assertFits = (provider: Provider, starters: readonly Starter[], runtime: RuntimeId): void => {
  if (provider.id === "workers_ai" && runtime !== "worker")
    throw new UsageError("Workers AI is a binding of Workers: choose --runtime worker, or another provider");
  if (provider.id === "scripted" && starters.some(({ judges }) => judges))
    throw new UsageError("A scripted model judges nothing: choose another provider, or leave out self-check");
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Throws if one of the files exists, so that nothing is overwritten. */
const assertFree = async (folder: string, files: Files): Promise<void> => {
  const taken: string[] = [];
  for (const path of Object.keys(files)) if (await exists(join(folder, path))) taken.push(path);
  if (taken.length === 0) return;
  throw new EdgeRailsError("exists", `\`${folder}\` has ${taken.join(", ")} already: choose an empty folder`);
};

/** Prints each file as it is written, so that a failure shows which exist. */
const writeAll = async (folder: string, files: Files, { stdout }: CliContext): Promise<void> => {
  await makeFolder(folder);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await makeFolder(dirname(file));
    await writeText(file, text, { flag: "wx" });
    stdout.write(`wrote ${inertLine(file)}\n`);
  }
};

/** Quotes a path for a shell, also on Windows. */
const inShell = (path: string): string =>
  /^[\p{L}\p{N}._/\\:@+-]+$/u.test(path) ? path : `"${path.replaceAll(/["$`]/g, "\\$&")}"`;

const nextSteps = (path: string, { key }: Provider, runtime: RuntimeId): string => {
  const worker = runtime === "worker" ? `cp .dev.vars.example .dev.vars   # and write the key into it` : undefined;
  const steps = [
    ...(path === "." ? [] : [`cd ${inShell(path)}`]),
    "npm install",
    ...(key === undefined ? [] : [worker ?? `export ${key}=...`]),
    "npm start",
  ];
  return `\nNext:\n${steps.map((step) => `  ${inertLine(step)}\n`).join("")}`;
};

/** `edgerails init` */
export const init: RunCommand = async (args, context) => {
  const path = args.positionals[0] ?? ".";
  const chosen = await answers(args, context);
  const provider = PROVIDERS.find(({ id }) => id === chosen.provider) ?? PROVIDERS[0];
  const runtime = RUNTIMES.find(({ id }) => id === chosen.runtime)?.id ?? "node";
  const starters = STARTERS.filter(({ id }) => chosen.rails.split(",").includes(id));
  if (provider === undefined) return EXIT.failed;
  assertFits(provider, starters, runtime);
  const config = configText(provider, starters);
  const name = basename(resolve(path));
  const files = await projectFiles({ name, version: await packageVersion(), provider, runtime, config });
  await assertFree(path, files);
  await writeAll(path, files, context);
  context.stdout.write(nextSteps(path, provider, runtime));
  return EXIT.ok;
};
