import { join } from "node:path";
import type { Recording } from "../../engine/record/recording.ts";
import type { CliContext } from "../command-line/command.ts";
import { makeFolder, writeText } from "../files/write.ts";
import { inertLine } from "../terminal/inert-text.ts";

/** File mode of recordings, which contain conversations. */
const OWNER_ONLY = 0o600;

/** Writes each recording to a file in a folder, readable only by its owner. */
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
