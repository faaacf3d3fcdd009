import { both, noKey, blockIsVisible, unchanged } from "../judging.ts";
import { answerOf, cut, textAnswer } from "../provider-chunks.ts";
import { KEY, type TortureCase } from "../torture-case.ts";

const WHY = "a value that is split is still the same value to a client";

const split = (name: string, pieces: readonly string[], why = WHY): TortureCase => ({
  name,
  group: "split values",
  why,
  steps: textAnswer(pieces),
  pieces,
  problem: both(noKey, blockIsVisible),
});

const TEXT = `The key is ${KEY} and more.`;

/** A key that a client would read, in every way in which a stream may bring it. */
export const SPLIT_VALUES: readonly TortureCase[] = [
  split("key in one delta", [TEXT]),
  split("key in single characters", cut(TEXT, 1)),
  split("key in pieces of two", cut(TEXT, 2)),
  split("key in pieces of three", cut(TEXT, 3)),
  split("key in pieces of seven", cut(TEXT, 7)),
  split("key cut in the middle", ["The key is ", KEY.slice(0, 12), KEY.slice(12), " and more."]),
  split("key cut behind its prefix", ["The key is sk-", `${KEY.slice(3)} and more.`]),
  split("key cut inside its prefix", ["The key is s", `${KEY.slice(1)} and more.`]),
  split("key cut before its last character", [`The key is ${KEY.slice(0, -1)}`, `${KEY.slice(-1)} and more.`]),
  split("key with empty deltas inside", ["The key is ", KEY.slice(0, 9), "", "", KEY.slice(9), " and more."]),
  split("key at the start", [KEY.slice(0, 5), KEY.slice(5), " and more."]),
  split("key behind a long text", [...cut("An ordinary sentence. ".repeat(60), 11), ...cut(TEXT, 4)]),
  { ...split("key at the end", ["The key is ", KEY.slice(0, 10), KEY.slice(10)]), problem: noKey },
  {
    name: "key whose last piece comes with the finish",
    group: "split values",
    why: "some providers put the last text and the reason of the end into one chunk",
    steps: [
      ...textAnswer(["The key is ", KEY.slice(0, 10)]).slice(0, -2),
      {
        send: `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: KEY.slice(10) }, finish_reason: "stop" }] })}\n\n`,
      },
      { send: "data: [DONE]\n\n" },
    ],
    problem: noKey,
  },
  {
    name: "two keys, one behind the other",
    group: "split values",
    why: "what was found once must be found again",
    steps: textAnswer(cut(`${KEY} ${KEY} and more.`, 5)),
    pieces: cut(`${KEY} ${KEY} and more.`, 5),
    problem: noKey,
  },
  ...[
    ["the beginning of a key at the end", ["You may write sk-", "abc"]],
    ["a key that is too short", ["Write sk-", "short and ", "go on."]],
    ["the prefix alone", ["It begins with s", "k", "-"]],
  ].map(([name, pieces]): TortureCase => ({
    name: name as string,
    group: "split values",
    why: "what turns out to be none must arrive, to its last character",
    steps: textAnswer(pieces as readonly string[]),
    pieces: pieces as readonly string[],
    problem: unchanged((pieces as readonly string[]).join("")),
  })),
  {
    name: "characters that take two code units around a cut",
    group: "split values",
    why: "half a character is none: text must arrive as it was written",
    steps: answerOf([{ content: "a 👩‍🚀 b " }, { content: "é 漢字" }]),
    pieces: ["a 👩‍🚀 b ", "é 漢字"],
    problem: unchanged("a 👩‍🚀 b é 漢字"),
  },
];
