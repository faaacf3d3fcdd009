import type { CliContext } from "../command-line/command.ts";

const WIDTH = 30;

/** Shows how far it is, on a terminal and nowhere else. */
export const progressBar = (total: number, { stderr }: Pick<CliContext, "stderr">): (() => void) => {
  let done = 0;
  return () => {
    done++;
    if (stderr.isTTY !== true) return;
    const full = Math.floor((WIDTH * done) / total);
    stderr.write(`\r[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${done}/${total}${done === total ? "\n" : ""}`);
  };
};
