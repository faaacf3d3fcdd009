import { both, noKey, toolsAreJson } from "../judging.ts";
import { answerOf, chunk, cut, DONE, event, toolAnswer } from "../provider-chunks.ts";
import { KEY, MAIL, type Step, type TortureCase } from "../torture-case.ts";

const HALVES = [`It is ${KEY.slice(0, 11)}`, `${KEY.slice(11)} and more.`] as const;

type Delta = Readonly<Record<string, unknown>>;

const channel = (name: string, steps: readonly Step[], why = "a client shows or stores it"): TortureCase => ({
  name: `key in ${name}`,
  group: "channels",
  why,
  steps,
  problem: noKey,
});

const deltas = (name: string, make: (text: string) => Delta, why?: string): TortureCase =>
  channel(name, answerOf(HALVES.map(make)), why);

const escaped = (text: string): string =>
  Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const JSON_TEXT = JSON.stringify({ note: `It is ${KEY} and more.`, n: 1 });

/** The same key where guards that read `content` alone do not look. */
export const CHANNELS: readonly TortureCase[] = [
  deltas(
    "reasoning_content",
    (text) => ({ reasoning_content: text }),
    "DeepSeek, vLLM and others stream thoughts there",
  ),
  deltas("reasoning", (text) => ({ reasoning: text }), "OpenRouter and Groq stream thoughts there"),
  deltas("refusal", (text) => ({ refusal: text }), "a refusal is text like any other"),
  deltas("content in parts", (text) => ({ content: [{ type: "text", text }] }), "Mistral streams lists of parts"),
  channel("arguments of a call", toolAnswer(cut(JSON_TEXT, 6)), "a tool acts on it"),
  channel(
    "arguments, with escapes",
    toolAnswer(cut(`{"note":"${escaped(KEY)}"}`, 5)),
    "an escape is read as what it stands for",
  ),
  channel(
    "arguments, as the name of a key",
    toolAnswer(cut(JSON.stringify({ [KEY]: 1 }), 4)),
    "names of keys are text, too",
  ),
  channel("the name of a call", toolAnswer(["{}"], `save_${KEY}`), "a client logs and shows the names of tools"),
  channel(
    "the second of two calls",
    answerOf(
      [
        { tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "one", arguments: "{}" } }] },
        { tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "two", arguments: '{"k":"' } }] },
        ...cut(KEY, 9).map((args) => ({ tool_calls: [{ index: 1, function: { arguments: args } }] })),
        { tool_calls: [{ index: 1, function: { arguments: '"}' } }] },
      ],
      "tool_calls",
    ),
  ),
  deltas(
    "function_call",
    (text) => ({ function_call: { name: "f", arguments: text } }),
    "the older form is still sent",
  ),
  channel(
    "the id of a call",
    answerOf(
      [{ tool_calls: [{ index: 0, id: KEY, type: "function", function: { name: "f", arguments: "{}" } }] }],
      "tool_calls",
    ),
    "an id comes from the provider, and a client stores it",
  ),
  channel(
    "log probabilities",
    [
      {
        send: event(
          JSON.stringify({
            choices: [
              {
                index: 0,
                delta: { content: "ok" },
                logprobs: { content: [{ token: KEY, logprob: 0, bytes: null, top_logprobs: [] }] },
                finish_reason: null,
              },
            ],
          }),
        ),
      },
      { send: event(chunk({}, 0, "stop")) },
      { send: DONE },
    ],
    "they repeat the text token by token",
  ),
  channel(
    "the name of the model",
    [
      {
        send: event(
          JSON.stringify({
            id: "x",
            model: KEY,
            choices: [{ index: 0, delta: { content: "ok" }, finish_reason: null }],
          }),
        ),
      },
      { send: event(chunk({}, 0, "stop")) },
      { send: DONE },
    ],
    "whatever a provider writes, a client can read",
  ),
  channel(
    "a field nobody knows",
    answerOf([{ content: "ok", x_debug: { trace: KEY } }]),
    "what a guard does not know it has not read",
  ),
  {
    name: "mail in arguments, masked",
    group: "channels",
    why: "a mask must leave JSON that a client can parse",
    steps: toolAnswer(cut(JSON.stringify({ to: MAIL, text: 'say "hi"\n' }), 5)),
    problem: both(toolsAreJson, (seen) => (seen.raw.includes("jane.roe") ? "let the address out" : undefined)),
  },
];
