import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { flowsIn } from "../../config/group-flows.ts";
import { GROUPS } from "../../config/rail-groups.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { EdgeRailsError } from "../../errors.ts";
import { optional } from "../../json.ts";
import { UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { WITHOUT_WARNINGS, dialogOption, loadConfig } from "../configs/load-config.ts";
import { writeText } from "../files/write.ts";
import { type JudgedSample, judgeSample } from "./judge-sample.ts";
import { progressBar } from "./progress.ts";
import { jsonOf, junitOf, tableOf } from "./report.ts";
import { assertRailsExist, readSamples, type Sample } from "./samples.ts";
import { evaluate, type Evaluation } from "./score.ts";

const numberOf = (args: ParsedArgs, name: string, isMeant: (value: number) => boolean, what: string): number => {
  const text = args.text(name) ?? "";
  const value = Number(text);
  if (text !== "" && isMeant(value)) return value;
  throw new UsageError(`Invalid --${name} "${text}": expected ${what}`);
};

const shareOf = (args: ParsedArgs, name: string): number =>
  numberOf(args, name, (value) => value >= 0 && value <= 1, "a share from 0 to 1");

/** Evaluates samples concurrently. Results are in the order of the samples. */
const judgeAll = async (
  samples: readonly Sample[],
  jobs: number,
  judge: (sample: Sample) => Promise<JudgedSample>,
): Promise<readonly JudgedSample[]> => {
  const results: JudgedSample[] = [];
  const rest = samples.entries();
  const worker = async (): Promise<void> => {
    for (const [index, sample] of rest) results[index] = await judge(sample);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
};

/** Whether the figures meet the limits. A rate without samples always does. */
const isGoodEnough = ({ errors, overall }: Evaluation, minRecall: number, maxFalseAlarms: number): boolean =>
  errors === 0 && (overall.recall ?? 1) >= minRecall && (overall.falseAlarmRate ?? 0) <= maxFalseAlarms;

const samplesAt = async (path: string): Promise<readonly Sample[]> => {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EdgeRailsError("sample", `There is no file of samples at ${path}`, { cause });
  });
  try {
    return readSamples(text);
  } catch (cause) {
    throw new EdgeRailsError("sample", `${path}: ${(cause as Error).message}`, { cause });
  }
};

const railsOf = async (args: ParsedArgs, context: CliContext): Promise<LLMRails> => {
  const config = await loadConfig(args.text("config") ?? "", context, dialogOption(args));
  const { env, fetch } = context;
  return new LLMRails(config, { env, ...optional("fetch", fetch), ...WITHOUT_WARNINGS });
};

/** `edgerails eval` */
export const evalCommand: RunCommand = async (args, context) => {
  const [path = ""] = args.positionals;
  const jobs = numberOf(args, "jobs", (value) => Number.isInteger(value) && value >= 1 && value <= 64, "1 to 64");
  const [minRecall, maxFalseAlarms] = [shareOf(args, "min-recall"), shareOf(args, "max-false-alarms")];
  const samples = await samplesAt(path);
  const rails = await railsOf(args, context);
  assertRailsExist(
    samples,
    GROUPS.flatMap((group) => flowsIn(rails.config.rails[group])),
  );
  const onDone = progressBar(samples.length, context);
  const judged = await judgeAll(samples, jobs, async (sample) => {
    const result = await judgeSample(rails, sample);
    onDone();
    return result;
  });
  const evaluation = evaluate(judged);
  // Printed first, so that results are not lost if the report file cannot be written.
  context.stdout.write(tableOf(evaluation));
  const [json, junit] = [args.text("json"), args.text("junit")];
  if (json !== undefined) await writeText(json, jsonOf(evaluation));
  if (junit !== undefined) await writeText(junit, junitOf(evaluation, basename(path)));
  return isGoodEnough(evaluation, minRecall, maxFalseAlarms) ? EXIT.ok : EXIT.failed;
};
