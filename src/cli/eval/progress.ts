import type { CliContext } from "../command-line/command.ts";

const WIDTH = 30;

/** A progress bar, on a terminal only. */
export const progressBar = (total: number, { stderr }: Pick<CliContext, "stderr">): (() => void) => {
  let done = 0;
  return () => {
    done++;
    if (stderr.isTTY !== true) return;
    const full = Math.floor((WIDTH * done) / total);
    stderr.write(`\r[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${done}/${total}${done === total ? "\n" : ""}`);
  };
};
