import type { Step } from "./torture-case.ts";

type Delta = Readonly<Record<string, unknown>>;

const HEAD = { id: "chatcmpl-torture", object: "chat.completion.chunk", created: 1, model: "torture" } as const;

/** The JSON of one chunk as OpenAI sends it. */
export const chunk = (delta: Delta, index = 0, finish: string | null = null): string =>
  JSON.stringify({ ...HEAD, choices: [{ index, delta, finish_reason: finish }] });

export const event = (data: string): string => `data: ${data}\n\n`;

export const DONE: string = event("[DONE]");

const send = (text: string | Uint8Array): Step => ({ send: text });

export const usageEvent: string = event(
  JSON.stringify({ ...HEAD, choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } }),
);

/** An answer of deltas, each in its own event and its own write, and its end. */
export const answerOf = (deltas: readonly Delta[], finish = "stop"): readonly Step[] => [
  send(event(chunk({ role: "assistant", content: "" }))),
  ...deltas.map((delta) => send(event(chunk(delta)))),
  send(event(chunk({}, 0, finish))),
  send(DONE),
];

export const textAnswer = (pieces: readonly string[]): readonly Step[] =>
  answerOf(pieces.map((content) => ({ content })));

/** The arguments of one call in pieces. */
export const toolAnswer = (pieces: readonly string[], name = "save"): readonly Step[] =>
  answerOf(
    pieces.map((args, at) => ({
      tool_calls: [
        at === 0
          ? { index: 0, id: "call_1", type: "function", function: { name, arguments: args } }
          : { index: 0, function: { arguments: args } },
      ],
    })),
    "tool_calls",
  );

/** A text in pieces of so many code units. */
export const cut = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

export const wholeAnswer = (message: Delta, finish = "stop"): readonly Step[] => [
  send(
    JSON.stringify({
      ...HEAD,
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    }),
  ),
];
