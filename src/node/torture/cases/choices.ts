import { noKey, unchanged, choiceOf } from "../judging.ts";
import { chunk, cut, DONE, event } from "../provider-chunks.ts";
import { KEY, type Step, type TortureCase } from "../torture-case.ts";

const send = (text: string): Step => ({ send: text });
const piece = (content: string, index: number): Step => send(event(chunk({ content }, index)));
const ends = (count: number): readonly Step[] => [
  ...Array.from({ length: count }, (_, index) => send(event(chunk({}, index, "stop")))),
  send(DONE),
];

const TEXT = `It is ${KEY} and more.`;

/** Answers with several choices, which come interleaved. */
export const CHOICES: readonly TortureCase[] = [
  {
    name: "key in the second choice",
    group: "choices",
    why: "every choice is an answer",
    steps: [piece("Nothing here.", 0), ...cut(TEXT, 6).map((text) => piece(text, 1)), ...ends(2)],
    problem: noKey,
  },
  {
    name: "keys in two choices, piece by piece in turn",
    group: "choices",
    why: "pieces of one choice are not joined by those of another",
    steps: [...cut(TEXT, 5).flatMap((text) => [piece(text, 0), piece(text, 1)]), ...ends(2)],
    problem: noKey,
  },
  {
    name: "pieces of two choices that make a key only together",
    group: "choices",
    why: "no reader of one choice sees a key",
    steps: [piece(`a ${KEY.slice(0, 9)}`, 0), piece(`${KEY.slice(9)} b`, 1), ...ends(2)],
    problem: (seen) =>
      unchanged(`a ${KEY.slice(0, 9)}`)(seen) ??
      (choiceOf(seen, 1).text === `${KEY.slice(9)} b` ? undefined : "changed the second choice"),
  },
  {
    name: "an index that is missing",
    group: "choices",
    why: "some servers leave out the index of the only choice",
    steps: [
      ...cut(TEXT, 8).map((content) => send(event(JSON.stringify({ choices: [{ delta: { content } }] })))),
      send(DONE),
    ],
    problem: noKey,
  },
];
