import { join } from "node:path";
import type { Recording } from "../../engine/record/recording.ts";
import type { CliContext } from "../command-line/command.ts";
import { makeFolder, writeText } from "../files/write.ts";
import { inertLine } from "../terminal/inert-text.ts";

/** Who may read what was said. */
const OWNER_ONLY = 0o600;

/** Writes every recording into a folder, each as a file that only its owner can read. */
export const recorder = async (
  folder: string,
  { stderr }: Pick<CliContext, "stderr">,
): Promise<(recording: Recording) => void> => {
  await makeFolder(folder, 0o700);
  return (recording) => {
    const time = new Date(recording.recordedAt).toISOString().replaceAll(/[:.]/g, "-");
    const file = join(folder, `${time}-${crypto.randomUUID().slice(0, 8)}.json`);
    const text = `${JSON.stringify(recording, undefined, 1)}\n`;
    writeText(file, text, { mode: OWNER_ONLY, flag: "wx" }).catch((error: unknown) => {
      stderr.write(`edgerails: ${inertLine((error as Error).message)}\n`);
    });
  };
};
