import { unchanged } from "../judging.ts";
import { chunk, DONE, event } from "../provider-chunks.ts";
import type { Step, TortureCase } from "../torture-case.ts";

const send = (content: string): Step => ({ send: event(chunk({ content })) });
const END: readonly Step[] = [{ send: event(chunk({}, 0, "stop")) }, { send: DONE }];

const lockStep = (name: string, pieces: readonly string[], why: string): TortureCase => {
  const steps = pieces.flatMap((piece, at): readonly Step[] => [
    send(piece),
    { untilSeen: pieces.slice(0, at + 1).join("") },
  ]);
  return { name, group: "flow", why, steps: [...steps, ...END], problem: unchanged(pieces.join("")) };
};

/**
 * The provider continues only when the client has received what it sent before. A guard that holds back ordinary text
 * stops here.
 */
export const FLOW: readonly TortureCase[] = [
  lockStep(
    "ordinary words leave at once",
    ["Paris! ", "It is the capital ", "of France. ", "And now? "],
    "a reader sees an answer grow: what can be no value need not wait",
  ),
  lockStep(
    "code leaves at once",
    ["const x = 1;\n", "if (x > 0) {\n", "  run(x);\n", "}\n"],
    "a reader sees an answer grow: what can be no value need not wait",
  ),
  lockStep(
    "numbers leave at once",
    ["1, ", "22, ", "333, "],
    "a reader sees an answer grow: what can be no value need not wait",
  ),
];
