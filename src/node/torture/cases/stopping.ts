import { both, noKey, providerStopped } from "../judging.ts";
import { chunk, event, textAnswer } from "../provider-chunks.ts";
import { KEY, type Step, type TortureCase } from "../torture-case.ts";

const send = (text: string): Step => ({ send: text });
const filler = (turn: number): string => event(chunk({ content: `word${turn} ` }));

/** Who stops what, and when. */
export const STOPPING: readonly TortureCase[] = [
  {
    name: "a provider that never ends, behind a key",
    group: "stopping",
    why: "whoever blocks an answer stops whoever writes it; whoever masks may go on, and then stops when the client leaves",
    steps: [...textAnswer([`It is ${KEY} and `]).slice(0, 2), { endless: filler }],
    leaveAt: "word400 ",
    problem: both(noKey, providerStopped),
  },
  {
    name: "a client that leaves",
    group: "stopping",
    why: "an answer that nobody reads need not be written",
    steps: [...textAnswer(["One "]).slice(0, 2), { endless: filler }],
    leaveAt: "word20 ",
    problem: providerStopped,
  },
  {
    name: "text behind a key",
    group: "stopping",
    why: "an answer that was blocked has no rest",
    steps: [
      ...textAnswer(["It is ", KEY, " which is mine."]).slice(0, -2),
      send(event(chunk({ content: " The other one is " }))),
      send(event(chunk({ content: KEY }))),
      ...textAnswer([]).slice(1),
    ],
    problem: (seen) => {
      const { text, finish } = seen.choices[0] ?? { text: "", finish: undefined };
      const leak = noKey(seen);
      if (leak !== undefined) return leak;
      const isBlocked = finish === "content_filter" || seen.failed;
      return isBlocked && text.includes("other one") ? "blocked, and let out what came behind" : undefined;
    },
  },
];
