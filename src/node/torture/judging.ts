import { KEY, MAIL, type Seen, type SeenChoice, type TortureCase } from "./torture-case.ts";

type Judge = TortureCase["problem"];

/** The shortest part of a value that counts as leaked; shorter ones occur by chance. */
const PIECE = 6;

const piecesOf = (value: string): readonly string[] =>
  Array.from({ length: value.length - PIECE + 1 }, (_, at) => value.slice(at, at + PIECE));

/** Everything a client can read of an answer, joined by channel, and the raw bytes. */
const readable = ({ choices, raw }: Seen): readonly string[] => [
  raw,
  ...choices.flatMap(({ text, reasoning, refusal, tools }) => [
    text,
    reasoning,
    refusal,
    ...tools.flatMap(({ name, args }) => [name, args, unescaped(args)]),
  ]),
];

const unescaped = (json: string): string =>
  json.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** The key without its prefix, which is not secret. */
const KEY_BODY = KEY.slice(3);

const leaked = (seen: Seen, value: string): string | undefined => {
  const texts = readable(seen);
  const piece = piecesOf(value).find((one) => texts.some((text) => text.includes(one)));
  return piece === undefined ? undefined : `let out ${JSON.stringify(piece)} of ${JSON.stringify(value)}`;
};

export const noKey: Judge = (seen) => leaked(seen, KEY_BODY);
export const noMail: Judge = (seen) => leaked(seen, MAIL);

export const both =
  (...judges: readonly Judge[]): Judge =>
  (seen) => {
    for (const judge of judges) {
      const problem = judge(seen);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

const NOTHING: SeenChoice = { text: "", reasoning: "", refusal: "", tools: [], finish: undefined };

export const choiceOf = ({ choices }: Seen, index = 0): SeenChoice => choices[index] ?? NOTHING;

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** The text arrives as it is, and the answer ends as the provider said. */
export const unchanged =
  (text: string, finish = "stop"): Judge =>
  (seen) => {
    const choice = choiceOf(seen);
    if (choice.text !== text) return `delivered ${shown(choice.text)} instead of ${shown(text)}`;
    return choice.finish === finish ? undefined : `ended with ${String(choice.finish)} instead of ${finish}`;
  };

/** The text around a masked value arrives unchanged. */
export const around =
  (before: string, after: string): Judge =>
  (seen) => {
    const { text } = choiceOf(seen);
    if (!text.startsWith(before)) return `lost or changed the text before: ${shown(text)}`;
    return text.endsWith(after) ? undefined : `lost or changed the text after: ${shown(text)}`;
  };

/** A broken stream must not look like a complete answer. */
export const failureIsVisible: Judge = (seen) => {
  if (seen.failed || seen.status >= 400) return undefined;
  const { finish } = choiceOf(seen);
  return finish === undefined ? undefined : `ended with ${finish} as if nothing had happened`;
};

/** The client can see the block: by the finish reason, an error or a refusal. A mask is not a block. */
export const blockIsVisible: Judge = (seen) => {
  const { finish, text } = choiceOf(seen);
  const masked = finish === "stop" && !seen.failed && text.endsWith(" and more.");
  if (masked || seen.failed || seen.status >= 400 || finish === "content_filter") return undefined;
  return `ended with ${String(finish)}, so the client cannot know that something is missing`;
};

/** The arguments of every call are JSON. */
export const toolsAreJson: Judge = (seen) => {
  for (const { args } of choiceOf(seen).tools) {
    try {
      JSON.parse(args);
    } catch {
      return `left arguments that are no JSON: ${shown(args)}`;
    }
  }
  return undefined;
};

export const providerStopped: Judge = (seen) =>
  seen.providerStopped ? undefined : "did not stop the provider, which goes on generating text that is not delivered";
