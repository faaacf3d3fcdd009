import { styleText } from "node:util";
import type { CliContext } from "../command-line/command.ts";

type Format = Parameters<typeof styleText>[0];

/** Applies a style to a text, or returns it unchanged. */
export type Paint = (format: Format, text: string) => string;

/** A painter with colours if the output is a terminal and NO_COLOR is not set. */
export const painter = ({ stdout, env }: Pick<CliContext, "stdout" | "env">): Paint => {
  const plain = stdout.isTTY !== true || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return plain ? (_, text) => text : (format, text) => styleText(format, text, { validateStream: false });
};
