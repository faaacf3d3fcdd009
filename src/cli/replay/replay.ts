import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readRecording } from "../../engine/record/read-recording.ts";
import type { Recording } from "../../engine/record/recording.ts";
import { replay, type Replayed, type ReplayOptions } from "../../engine/record/replay.ts";
import type { RailsConfig } from "../../config/rails-config.ts";
import { EdgeRailsError } from "../../errors.ts";
import type { Outcome } from "../../types.ts";
import { UsageError } from "../command-line/args.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { dialogOption, loadConfig } from "../configs/load-config.ts";

const RANK: Readonly<Record<Outcome["status"], number>> = { passed: 0, modified: 1, blocked: 2 };

/** How a replayed outcome differs from the one that was recorded. */
type Change = "same" | "false alarm" | "leak" | "new";

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

const recordingAt = async (file: string): Promise<Recording> => {
  try {
    return readRecording(await readFile(file, "utf8"));
  } catch (cause) {
    throw new EdgeRailsError("recording", `${file}: ${(cause as Error).message}`, { cause });
  }
};

const speedOf = (text = "0"): number => {
  const speed = Number(text);
  if (text !== "" && Number.isFinite(speed) && speed >= 0) return speed;
  throw new UsageError(`Invalid speed "${text}": expected 0 for at once, 1 as it came, or another number`);
};

const worded = ({ status, rail }: NonNullable<Recording["outcome"]>): string =>
  rail === undefined ? status : `${status} by ${JSON.stringify(rail)}`;

const line = (file: string, recording: Recording, now: Replayed, change: Change): string => {
  const before = recording.outcome;
  const was = change === "same" || before === undefined ? "" : ` (was ${worded(before)})`;
  return inertLine(`${change.padEnd(11)}  ${basename(file)}  ${worded(now.outcome)}${was}`);
};

interface Job {
  readonly config: RailsConfig;
  readonly options: ReplayOptions;
  readonly context: CliContext;
}

/** One recording in full, for a person or a diff: nothing in it depends on when it is replayed. */
const one = async (file: string, { config, options, context }: Job): Promise<number> => {
  const now = await replay(config, await recordingAt(file), options);
  context.stdout.write(`${JSON.stringify(now, undefined, 2)}\n`);
  return EXIT.ok;
};

const all = async (files: readonly string[], json: boolean, { config, options, context }: Job): Promise<number> => {
  const counts: Record<Change, number> = { same: 0, "false alarm": 0, leak: 0, new: 0 };
  for (const file of files) {
    const recording = await recordingAt(file);
    const now = await replay(config, recording, options);
    const change = changeOf(recording, now);
    counts[change]++;
    const told = json ? JSON.stringify({ file: basename(file), change, ...now }) : line(file, recording, now, change);
    context.stdout.write(`${told}\n`);
  }
  const { same, "false alarm": alarms, leak, new: fresh } = counts;
  context.stderr.write(`${files.length} replayed: ${same} same, ${alarms} false alarms, ${leak} leaks, ${fresh} new\n`);
  return alarms + leak === 0 ? EXIT.ok : EXIT.failed;
};

const jobOf = async (args: ParsedArgs, context: CliContext): Promise<Job> => {
  const speed = speedOf(args.text("speed"));
  const config = await loadConfig(args.text("config") ?? "", context, dialogOption(args));
  const { env, fetch } = context;
  return { config, options: { speed, env, ...(fetch === undefined ? {} : { fetch }) }, context };
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
