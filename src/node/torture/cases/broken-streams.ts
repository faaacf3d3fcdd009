import { both, noKey, failureIsVisible, unchanged } from "../judging.ts";
import { chunk, cut, DONE, event, textAnswer, usageEvent } from "../provider-chunks.ts";
import { KEY, type Step, type TortureCase } from "../torture-case.ts";

const send = (text: string | Uint8Array): Step => ({ send: text });
const END: readonly Step[] = [send(event(chunk({}, 0, "stop"))), send(DONE)];
const text = (content: string): string => event(chunk({ content }));

const readAs = (name: string, steps: readonly Step[], expected: string, why: string): TortureCase => ({
  name,
  group: "broken streams",
  why,
  steps,
  problem: unchanged(expected),
});

const SPEC = "the standard of events allows it, and servers and proxies do it";

const bytes = new TextEncoder().encode(`${text("héllo 👋 wörld")}${event(chunk({}, 0, "stop"))}${DONE}`);

const failing = (name: string, steps: readonly Step[], why: string): TortureCase => ({
  name,
  group: "broken streams",
  why,
  steps,
  problem: failureIsVisible,
});

/** Bytes as they come from real servers, and streams that do not end as they should. */
export const BROKEN_STREAMS: readonly TortureCase[] = [
  readAs(
    "line ends of Windows",
    [send(`${text("one ")}${text("two")}`.replaceAll("\n", "\r\n")), ...END],
    "one two",
    SPEC,
  ),
  readAs("no blank behind data:", [send(text("one").replace("data: ", "data:")), ...END], "one", SPEC),
  readAs(
    "comments between events",
    [send(`: ping\n\n${text("one ")}: OPENROUTER PROCESSING\n\n${text("two")}`), ...END],
    "one two",
    SPEC,
  ),
  readAs("fields nobody asked for", [send(`id: 7\nretry: 3\nevent: message\n${text("one")}`), ...END], "one", SPEC),
  readAs("a mark of byte order", [send(`\ufeff${text("one")}`), ...END], "one", SPEC),
  readAs(
    "many events in one write",
    [send(cut("one two three four", 3).map(text).join("")), ...END],
    "one two three four",
    "networks join writes",
  ),
  readAs(
    "single bytes",
    [...bytes].map((byte) => send(Uint8Array.of(byte))),
    "héllo 👋 wörld",
    "networks cut writes anywhere, also inside a character",
  ),
  readAs(
    "chunks without choices",
    [send(event('{"choices":[]}')), send(text("one")), send(event('{"choices":[]}')), ...END],
    "one",
    "Azure and others begin so",
  ),
  readAs(
    "a content of null",
    [send(event(chunk({ role: "assistant", content: null }))), send(text("one")), ...END],
    "one",
    "it is no text",
  ),
  {
    ...readAs(
      "usage behind the finish",
      [send(text("one")), send(event(chunk({}, 0, "stop"))), send(usageEvent), send(DONE)],
      "one",
      "usage comes last",
    ),
    problem: both(unchanged("one"), (seen) => (seen.usage ? undefined : "lost the usage")),
  },
  {
    name: "key in an error",
    group: "broken streams",
    why: "errors of servers quote prompts and answers",
    steps: [send(text("one")), send(event(JSON.stringify({ error: { message: `bad ${KEY}`, type: "server_error" } })))],
    problem: noKey,
  },
  failing(
    "an error in the midst",
    [send(text("one")), send(event(JSON.stringify({ error: { message: "overloaded", code: 529 } })))],
    "half an answer must not look like a whole one",
  ),
  failing(
    "a connection that breaks",
    [...textAnswer(["one ", "two"]).slice(0, 3), { drop: true }],
    "half an answer must not look like a whole one",
  ),
  failing("a stream that just ends", textAnswer(["one ", "two"]).slice(0, 3), "an answer that nobody finished is none"),
  failing(
    "nonsense instead of JSON",
    [send(text("one")), send("data: {not json\n\n"), ...END],
    "what cannot be read has not been checked",
  ),
  {
    name: "key before a connection that breaks",
    group: "broken streams",
    why: "what is held back must not come out because a stream broke",
    steps: [send(text(`It is ${KEY.slice(0, -1)}`)), send(text(KEY.slice(-1))), { drop: true }],
    problem: noKey,
  },
];
