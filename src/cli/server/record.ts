import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "../../engine/record/recording.ts";
import type { CliContext } from "../command-line/command.ts";

/** Who may read what was said. */
const OWNER_ONLY = 0o600;

/** Writes every recording into a folder, each as a file that only its owner can read. */
export const recorder = (folder: string, { stderr }: Pick<CliContext, "stderr">): ((recording: Recording) => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return (recording) => {
    const time = new Date(recording.recordedAt).toISOString().replaceAll(/[:.]/g, "-");
    const file = join(folder, `${time}-${crypto.randomUUID().slice(0, 8)}.json`);
    const text = `${JSON.stringify(recording, undefined, 1)}\n`;
    writeFile(file, text, { mode: OWNER_ONLY, flag: "wx" }).catch((error: unknown) => {
      stderr.write(`edgerails: cannot record: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  };
};
