import { around, both, noMail, unchanged } from "../judging.ts";
import { cut, textAnswer } from "../provider-chunks.ts";
import { MAIL, type TortureCase } from "../torture-case.ts";

const masked = (name: string, pieces: readonly string[], before: string, after: string, why: string): TortureCase => ({
  name,
  group: "masks",
  why,
  steps: textAnswer(pieces),
  pieces,
  problem: both(noMail, around(before, after)),
});

const kept = (name: string, pieces: readonly string[], why: string): TortureCase => ({
  name,
  group: "masks",
  why,
  steps: textAnswer(pieces),
  pieces,
  problem: unchanged(pieces.join("")),
});

const GOES_ON = "a mask takes the value and nothing else: the answer goes on";
const GROWS = "a value that may still grow must wait, or its rest comes out behind the mask";

/** Addresses that are masked in the midst of a text. */
export const MASKS: readonly TortureCase[] = [
  masked("an address in one delta", [`Write to ${MAIL} today.`], "Write to ", " today.", GOES_ON),
  masked("an address in single characters", cut(`Write to ${MAIL} today.`, 1), "Write to ", " today.", GOES_ON),
  masked("an address in pieces of four", cut(`Write to ${MAIL} today.`, 4), "Write to ", " today.", GOES_ON),
  masked("an address at the end", cut(`Write to ${MAIL}`, 5), "Write to ", "", GOES_ON),
  masked("an address at the start", cut(`${MAIL}, hello.`, 5), "", ", hello.", GOES_ON),
  masked("two addresses", cut(`${MAIL} and ${MAIL}.`, 6), "", ".", "both are values"),
  {
    ...masked(
      "an end that grows",
      ["Write to jane.roe@example.co", "m", ".au and so on."],
      "Write to ",
      " and so on.",
      GROWS,
    ),
    problem: both(noMail, around("Write to ", " and so on."), ({ choices }) =>
      /\.au/.test(choices[0]?.text ?? "") ? "let out the end that came later" : undefined,
    ),
  },
  {
    ...masked(
      "a beginning that grows",
      ["Write to jane", ".roe", "@", "example.com now."],
      "Write to ",
      " now.",
      GROWS,
    ),
    problem: both(noMail, around("Write to ", " now."), ({ choices }) =>
      /jane|roe/.test(choices[0]?.text ?? "") ? "let out the name before the @" : undefined,
    ),
  },
  kept(
    "a name that becomes no address",
    ["Ask jane.roe", " or jane", "@ home."],
    "what turns out to be none must arrive",
  ),
  kept("an @ without a name", ["Say hi ", "@ noon, @", " night."], "what turns out to be none must arrive"),
  kept(
    "an address that breaks off",
    ["Write to jane@", "post"],
    "what turns out to be none must arrive, also at the end",
  ),
  kept(
    "line breaks, tabs and blanks",
    ["a\n\n", "\tb  ", " \r\n c ", " "],
    "text that is not masked must not change by a blank",
  ),
];
