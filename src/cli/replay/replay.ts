import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readRecording } from "../../engine/record/read-recording.ts";
import type { Recording } from "../../engine/record/recording.ts";
import { replay, type Replayed, type ReplayOptions } from "../../engine/record/replay.ts";
import type { RailsConfig } from "../../config/rails-config.ts";
import { ConfigError, EdgeRailsError } from "../../errors.ts";
import type { Outcome } from "../../types.ts";
import { UsageError } from "../command-line/args.ts";
import { inertJson, inertLine } from "../terminal/inert-text.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { dialogOption, loadConfig } from "../configs/load-config.ts";
import { optional } from "../../json.ts";

const RANK: Readonly<Record<Outcome["status"], number>> = { passed: 0, modified: 1, blocked: 2 };

/** How a replayed outcome differs from the one that was recorded. */
type Change = "same" | "false alarm" | "leak" | "new";

/** How one recording of several fared: by its line, or by what was wrong with it. */
type Fared = Change | "failed";

const changeOf = ({ outcome: before }: Recording, { outcome: now }: Replayed): Change => {
  if (before === undefined) return "new";
  const step = RANK[now.status] - RANK[before.status];
  if (step === 0) return "same";
  return step > 0 ? "false alarm" : "leak";
};

const filesAt = async (path: string): Promise<readonly string[]> => {
  const info = await stat(path).catch((cause: unknown) => {
    throw new EdgeRailsError("recording", `There is no recording at ${path}`, { cause });
  });
  if (!info.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith(".json")).toSorted();
  if (names.length === 0) throw new EdgeRailsError("recording", `There is no recording in ${path}: they end in .json`);
  return names.map((name) => join(path, name));
};

interface Job {
  readonly config: RailsConfig;
  readonly options: ReplayOptions;
  readonly context: CliContext;
}

interface Replay {
  readonly recording: Recording;
  readonly now: Replayed;
}

/** What a recording could not be replayed for: it is no recording, or holds no answer that can be read. */
interface Failure {
  readonly failure: string;
}

const replayFile = async (file: string, { config, options }: Job): Promise<Replay | Failure> => {
  try {
    const recording = readRecording(await readFile(file, "utf8"));
    return { recording, now: await replay(config, recording, options) };
  } catch (cause) {
    // What is thrown on purpose is about the recording, and so is what the system says of its file.
    const isTold = cause instanceof EdgeRailsError || (cause instanceof Error && "syscall" in cause);
    if (!isTold || cause instanceof ConfigError) throw cause;
    return { failure: cause.message };
  }
};

const speedOf = (text = "0"): number => {
  const speed = Number(text);
  if (text !== "" && Number.isFinite(speed) && speed >= 0) return speed;
  throw new UsageError(`Invalid speed "${text}": expected 0 for at once, 1 as it came, or another number`);
};

const worded = ({ status, rail }: NonNullable<Recording["outcome"]>): string =>
  rail === undefined ? status : `${status} by ${JSON.stringify(rail)}`;

const fate = ({ recording: { outcome: before }, now }: Replay, change: Change): string => {
  const was = change === "same" || before === undefined ? "" : ` (was ${worded(before)})`;
  return `${worded(now.outcome)}${was}`;
};

/** One recording in full, for a person or a diff: nothing in it depends on when it is replayed. */
const one = async (file: string, job: Job): Promise<number> => {
  const replayed = await replayFile(file, job);
  if ("failure" in replayed) throw new EdgeRailsError("recording", `${file}: ${replayed.failure}`);
  const { now } = replayed;
  job.context.stdout.write(`${inertJson(now, 2)}\n`);
  return EXIT.ok;
};

/** Why an outcome says nothing of the config: a rail failed now, and not when the answer was recorded. */
const railFailure = ({ recording: { outcome: before }, now: { outcome } }: Replay): string | undefined => {
  const { code, rail, reason = "it gave no reason" } = outcome;
  const isNew = code === "rail_execution_failure" && before?.code !== code;
  return isNew ? `rail ${JSON.stringify(rail)} failed: ${reason}` : undefined;
};

/** What became of one recording among several, as a line. One that is broken stops no other. */
const lineOf = async (file: string, json: boolean, job: Job): Promise<readonly [fared: Fared, line: string]> => {
  const name = basename(file);
  const told = (fared: Fared, facts: object, words: string): readonly [Fared, string] => {
    const line = inertLine(`${fared.padEnd(11)}  ${name}  ${words}`);
    return [fared, json ? inertJson({ file: name, change: fared, ...facts }) : line];
  };
  const replayed = await replayFile(file, job);
  if ("failure" in replayed) return told("failed", replayed, replayed.failure);
  const failure = railFailure(replayed);
  if (failure !== undefined) return told("failed", { failure }, failure);
  const change = changeOf(replayed.recording, replayed.now);
  return told(change, replayed.now, fate(replayed, change));
};

const all = async (files: readonly string[], json: boolean, job: Job): Promise<number> => {
  const { stdout, stderr } = job.context;
  const counts: Record<Fared, number> = { same: 0, "false alarm": 0, leak: 0, new: 0, failed: 0 };
  for (const file of files) {
    const [fared, told] = await lineOf(file, json, job);
    counts[fared]++;
    stdout.write(`${told}\n`);
  }
  const { same, "false alarm": alarms, leak, new: fresh, failed } = counts;
  const sums = [`${same} same`, `${alarms} false alarms`, `${leak} leaks`, `${fresh} new`, `${failed} failed`];
  stderr.write(`${files.length} replayed: ${sums.join(", ")}\n`);
  return alarms + leak + failed === 0 ? EXIT.ok : EXIT.failed;
};

const jobOf = async (args: ParsedArgs, context: CliContext): Promise<Job> => {
  const speed = speedOf(args.text("speed"));
  const config = await loadConfig(args.text("config") ?? "", context, dialogOption(args));
  const { env, fetch } = context;
  return { config, options: { speed, env, ...optional("fetch", fetch) }, context };
};

/** `edgerails replay` */
export const replayCommand: RunCommand = async (args, context) => {
  const job = await jobOf(args, context);
  const paths = args.positionals;
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const [file] = files;
  const isOne = paths.length === 1 && file === paths[0];
  return isOne && file !== undefined && !args.flag("json") ? one(file, job) : all(files, args.flag("json"), job);
};
