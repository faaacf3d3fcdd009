import { parseJson, textOf } from "../../json.ts";

/**
 * Converts few-shot examples in Colang, as prompts of NeMo Guardrails have them:
 *
 *     user "Hello"
 *       express greeting
 *     bot express greeting
 *       "Hi there!"
 */

export interface ColangMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

type LineKind = "said" | "user intent" | "bot intent" | "bot message" | "bot said" | "other";

interface Line {
  readonly kind: LineKind;
  /** The line without its keyword. */
  readonly text: string;
  readonly whole: string;
}

/** Classifies lines. The line after `user "…"` is always the intent of that message. */
function readLines(text: string): readonly Line[] {
  let previous: LineKind = "other";
  return text.split("\n").map((whole) => {
    const line = readLine(whole, previous === "said");
    previous = line.kind;
    return line;
  });
}

function readLine(whole: string, isIntent: boolean): Line {
  const line = (kind: LineKind, text: string): Line => ({ kind, text, whole });
  if (whole.startsWith('user "')) return line("said", whole.slice(5));
  if (whole.trim() === "") return line("other", "");
  if (isIntent && whole.startsWith("  ")) return line("user intent", whole.trim());
  if (whole.startsWith("user ")) return line("user intent", whole.slice(5).trim());
  if (whole.startsWith('bot "')) return line("bot said", whole.slice(4));
  if (whole.startsWith("bot ")) return line("bot intent", whole.slice(4).trim());
  return whole.startsWith('  "') ? line("bot message", whole.slice(2).trim()) : line("other", whole);
}

const LABELS: Readonly<Record<Exclude<LineKind, "other">, string>> = {
  said: "User message: ",
  "user intent": "User intent: ",
  "bot intent": "Bot intent: ",
  "bot message": "Bot message: ",
  "bot said": "Bot message: ",
};

const labelled = ({ kind, text, whole }: Line): string => (kind === "other" ? whole : LABELS[kind] + text);

/** Labels every line: `User message: "Hello"`, `User intent: …`, `Bot intent: …`, `Bot message: "…"`. */
export const verbose = (text: string): string => readLines(text).map(labelled).join("\n");

/** The text in quotation marks, with escapes of the filter `colang` undone. */
const unquoted = (text: string): string =>
  textOf(parseJson(text)) || text.slice(1, text.endsWith('"') ? -1 : undefined);

/** Messages of the user, and everything up to the next one or an empty line as messages of the assistant. */
export function colangMessages(text: string): readonly ColangMessage[] {
  const messages: ColangMessage[] = [];
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) messages.push({ role: "assistant", content: lines.join("\n") });
    lines = [];
  };
  for (const line of readLines(text)) {
    if (line.kind === "said" || line.whole.trim() === "") close();
    else lines.push(labelled(line));
    if (line.kind === "said") messages.push({ role: "user", content: unquoted(line.text) });
  }
  close();
  return messages;
}

/**
 * For Colang 2: `user action: …` is the user's, `user intent: …` and `bot …` are the assistant's, with the lines after
 * them.
 */
export function colang2Messages(text: string): readonly ColangMessage[] {
  const messages: { role: ColangMessage["role"]; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const role = line.startsWith("user action:")
      ? "user"
      : /^(?:user intent:|bot)/.test(line)
        ? "assistant"
        : undefined;
    const last = messages.at(-1);
    if (role !== undefined && role !== last?.role) messages.push({ role, lines: [line] });
    else if (line.trim() !== "") last?.lines.push(line);
  }
  return messages.map(({ role, lines }) => ({ role, content: lines.join("\n") }));
}

/** Only the intents of user and bot. */
export const intentMessages = (text: string): readonly ColangMessage[] =>
  readLines(text).flatMap((line): readonly ColangMessage[] => {
    if (line.kind === "user intent") return [{ role: "user", content: labelled(line) }];
    return line.kind === "bot intent" ? [{ role: "assistant", content: labelled(line) }] : [];
  });

/** The user's messages, and the bot's intents and messages. */
export const intentReplies = (text: string): readonly ColangMessage[] =>
  readLines(text).flatMap((line): readonly ColangMessage[] => {
    if (line.kind === "said") return [{ role: "user", content: unquoted(line.text) }];
    const isBot = line.kind === "bot intent" || line.kind === "bot message" || line.kind === "bot said";
    return isBot ? [{ role: "assistant", content: labelled(line) }] : [];
  });

/** Removes all texts but intents: `user express greeting`, `bot express greeting`. */
export const withoutTexts = (text: string): string =>
  text
    .replaceAll(/^([ \t]*)user "[^\n]+"\n {2}/gm, "$1user ")
    .replace(/^\s*user [^\n]+\n\n/, "")
    .replaceAll(/^([ \t]*)bot ([^\n]+)\n {2}"[^"]*"/gm, "$1bot $2");
