import { both, noKey, providerStopped } from "../judging.ts";
import { chunk, event, textAnswer } from "../provider-chunks.ts";
import { KEY, type Step, type TortureCase } from "../torture-case.ts";

const send = (text: string): Step => ({ send: text });
const filler = (turn: number): string => event(chunk({ content: `word${turn} ` }));

/** Whether the provider is stopped after a block and after a disconnect. */
export const STOPPING: readonly TortureCase[] = [
  {
    name: "a provider that never ends, behind a key",
    group: "stopping",
    why: "a block stops the provider; a guard that masks may go on until the client disconnects",
    steps: [...textAnswer([`It is ${KEY} and `]).slice(0, 2), { endless: filler }],
    leaveAt: "word400 ",
    problem: both(noKey, providerStopped),
  },
  {
    name: "a client that leaves",
    group: "stopping",
    why: "an answer that is not read need not be generated",
    steps: [...textAnswer(["One "]).slice(0, 2), { endless: filler }],
    leaveAt: "word20 ",
    problem: providerStopped,
  },
  {
    name: "text behind a key",
    group: "stopping",
    why: "nothing follows a blocked answer",
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
