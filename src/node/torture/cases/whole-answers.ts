import { around, both, noKey, noMail, toolsAreJson, unchanged } from "../judging.ts";
import { wholeAnswer } from "../provider-chunks.ts";
import { KEY, MAIL, type TortureCase } from "../torture-case.ts";

const whole = (name: string, message: object, problem: TortureCase["problem"], why: string): TortureCase => ({
  name,
  group: "whole answers",
  why,
  steps: wholeAnswer(message as Readonly<Record<string, unknown>>),
  stream: false,
  problem,
});

const SAME = "an answer in one piece is guarded as a stream is";
const call = (args: string): object => ({
  content: null,
  tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: args } }],
});

/** Answers in one piece. */
export const WHOLE_ANSWERS: readonly TortureCase[] = [
  whole("key in one piece", { content: `It is ${KEY}.` }, noKey, SAME),
  whole("key in thoughts, in one piece", { content: "ok", reasoning_content: `It is ${KEY}.` }, noKey, SAME),
  whole("key in arguments, in one piece", call(JSON.stringify({ k: KEY })), noKey, SAME),
  whole(
    "key in a field nobody knows, in one piece",
    { content: "ok", x_debug: KEY },
    noKey,
    "what a guard does not know it has not read",
  ),
  whole(
    "address in one piece",
    { content: `Write to ${MAIL} today.` },
    both(noMail, around("Write to ", " today.")),
    SAME,
  ),
  whole(
    "address in arguments, in one piece",
    call(JSON.stringify({ to: MAIL, s: 'a "b"\n' })),
    both(noMail, toolsAreJson),
    SAME,
  ),
  whole(
    "ordinary text in one piece",
    { content: "Paris is the capital.\n" },
    unchanged("Paris is the capital.\n"),
    "what is no value arrives as it is",
  ),
];
