import { styleText } from "node:util";
import type { CliContext } from "../command-line/command.ts";

type Format = Parameters<typeof styleText>[0];

/** Puts a style on a text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** Colours are for terminals, and for people who have not set NO_COLOR. */
export const painter = ({ stdout, env }: Pick<CliContext, "stdout" | "env">): Paint => {
  const plain = stdout.isTTY !== true || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return plain ? (_, text) => text : (format, text) => styleText(format, text, { validateStream: false });
};
