import { createInterface } from "node:readline";
import type { CliContext } from "../command-line/command.ts";
import { inertLine } from "../terminal/inert-text.ts";
import type { Choice } from "./choices.ts";

/** A question with choices, answered by number or name. `many`: several can be chosen. */
export interface Question {
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly fallback: string;
  readonly many?: boolean;
}

/** The ids of the choices in an answer, or the first word that is not a choice. */
export const readAnswer = (
  text: string,
  { choices, many = false }: Question,
): readonly string[] | { readonly unknown: string } => {
  const words = text
    .split(/[\s,]+/)
    .filter((word) => word !== "" && word !== "none")
    .map((word) => choices[Number(word) - 1]?.id ?? word);
  const unknown = words.find((word) => !choices.some(({ id }) => id === word));
  if (unknown !== undefined) return { unknown };
  return many ? [...new Set(words)] : words.slice(0, 1);
};

const questionText = ({ title, choices, fallback, many = false }: Question): string => {
  const width = Math.max(...choices.map(({ id }) => id.length));
  const lines = choices.map(({ id, says }, index) => `  ${index + 1}  ${id.padEnd(width)}  ${says}`);
  const how = many ? "numbers or names, `none` for none" : "a number or a name";
  return `\n${title}\n${lines.join("\n")}\n${how} [${fallback}]: `;
};

/** Asks on the terminal until the answer is valid. At the end of the input, the default is taken. */
export const asker = ({ stdin, stdout }: CliContext): { ask(question: Question): Promise<string>; close(): void } => {
  const terminal = createInterface({ input: stdin });
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (question: Question): Promise<string> => {
    stdout.write(questionText(question));
    const { value, done } = await lines.next();
    const text = done === true || value.trim() === "" ? question.fallback : value;
    const answer = readAnswer(text, question);
    if (!("unknown" in answer)) return answer.join(",");
    stdout.write(`${inertLine(`There is no "${answer.unknown}"`)}\n`);
    return ask(question);
  };
  return { ask, close: () => terminal.close() };
};
