import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { RailsConfig } from "../../config/rails-config.ts";
import { readRecording } from "../../engine/record/read-recording.ts";
import type { Recording } from "../../engine/record/recording.ts";
import { replay, type Replayed, type ReplayOptions } from "../../engine/record/replay.ts";
import { ConfigError, EdgeRailsError } from "../../errors.ts";
import { optional } from "../../json.ts";
import { UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { dialogOption, loadConfig } from "../configs/load-config.ts";
import { isSystemError } from "../files/system-error.ts";
import { strictness } from "../strictness.ts";
import { inertJson, inertLine } from "../terminal/inert-text.ts";

/** How the replayed outcome differs from the recorded one. */
type Change = "same" | "false alarm" | "leak" | "new";

/** The result for one recording of several. */
type RecordingResult = Change | "failed";

const changeOf = ({ outcome: before }: Recording, { outcome: now }: Replayed): Change => {
  if (before === undefined) return "new";
  const step = strictness(now.status) - strictness(before.status);
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

/** Why a recording could not be replayed: it is invalid, or has no readable answer. */
interface Failure {
  readonly failure: string;
}

const replayFile = async (file: string, { config, options }: Job): Promise<Replay | Failure> => {
  try {
    const recording = readRecording(await readFile(file, "utf8"));
    return { recording, now: await replay(config, recording, options) };
  } catch (cause) {
    // Expected errors, and system errors of the file, are about the recording.
    const isExpected = cause instanceof EdgeRailsError || isSystemError(cause);
    if (!isExpected || cause instanceof ConfigError) throw cause;
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

const outcomeChange = ({ recording: { outcome: before }, now }: Replay, change: Change): string => {
  const was = change === "same" || before === undefined ? "" : ` (was ${worded(before)})`;
  return `${worded(now.outcome)}${was}`;
};

/** Prints one recording in full. The output is the same each time, so that it can be compared. */
const one = async (file: string, job: Job): Promise<number> => {
  const replayed = await replayFile(file, job);
  if ("failure" in replayed) throw new EdgeRailsError("recording", `${file}: ${replayed.failure}`);
  const { now } = replayed;
  job.context.stdout.write(`${inertJson(now, 2)}\n`);
  return EXIT.ok;
};

/**
 * The failure of a rail that did not fail when the answer was recorded: the outcome then says nothing about the config.
 */
const railFailure = ({ recording: { outcome: before }, now: { outcome } }: Replay): string | undefined => {
  const { code, rail, reason = "it gave no reason" } = outcome;
  const isNew = code === "rail_execution_failure" && before?.code !== code;
  return isNew ? `rail ${JSON.stringify(rail)} failed: ${reason}` : undefined;
};

/** Replays one recording of several, and describes the result in a line. An invalid recording is a result, too. */
const lineOf = async (
  file: string,
  json: boolean,
  job: Job,
): Promise<readonly [result: RecordingResult, line: string]> => {
  const name = basename(file);
  const report = (result: RecordingResult, facts: object, words: string): readonly [RecordingResult, string] => {
    const line = inertLine(`${result.padEnd(11)}  ${name}  ${words}`);
    return [result, json ? inertJson({ file: name, change: result, ...facts }) : line];
  };
  const replayed = await replayFile(file, job);
  if ("failure" in replayed) return report("failed", replayed, replayed.failure);
  const failure = railFailure(replayed);
  if (failure !== undefined) return report("failed", { failure }, failure);
  const change = changeOf(replayed.recording, replayed.now);
  return report(change, replayed.now, outcomeChange(replayed, change));
};

const all = async (files: readonly string[], json: boolean, job: Job): Promise<number> => {
  const { stdout, stderr } = job.context;
  const counts: Record<RecordingResult, number> = { same: 0, "false alarm": 0, leak: 0, new: 0, failed: 0 };
  for (const file of files) {
    const [result, line] = await lineOf(file, json, job);
    counts[result]++;
    stdout.write(`${line}\n`);
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
