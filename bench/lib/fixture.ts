/** The words of the answers: events of about 300 bytes as OpenAI sends them, tokens of about 4.4 characters. */
const WORDS =
  "the stream of tokens goes on while nobody reads ahead and each word is checked before it leaves so that what must not pass does not".split(
    " ",
  );

const tokenText = (index: number): string => `${WORDS[(index * 7) % WORDS.length] ?? "a"} `;

const chunk = (choices: readonly unknown[]): string =>
  JSON.stringify({
    id: "chatcmpl-BnchmrkXXXXXXXXXXXXXXXXXXXXXXX",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "bench-model-2026-01-01",
    service_tier: "default",
    system_fingerprint: "fp_0123456789",
    choices,
  });

/** The events of one answer as texts. */
const answerEvents = (tokens: number): readonly string[] => [
  chunk([{ index: 0, delta: { role: "assistant", content: "", refusal: null }, logprobs: null, finish_reason: null }]),
  ...Array.from({ length: tokens }, (_, index) =>
    chunk([{ index: 0, delta: { content: tokenText(index) }, logprobs: null, finish_reason: null }]),
  ),
  chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: "stop" }]),
  "[DONE]",
];

/** The bytes of one answer, `perChunk` events to a chunk. */
export const answerChunks = (tokens: number, perChunk: number): readonly Uint8Array[] => {
  const events = answerEvents(tokens).map((data) => `data: ${data}\n\n`);
  const encoder = new TextEncoder();
  return Array.from({ length: Math.ceil(events.length / perChunk) }, (_, index) =>
    encoder.encode(events.slice(index * perChunk, (index + 1) * perChunk).join("")),
  );
};

export const answerText = (tokens: number): string => Array.from({ length: tokens }, (_, i) => tokenText(i)).join("");

/** Ten words that do not occur in the answers. */
export const FORBIDDEN: readonly string[] = [
  "napalm",
  "plutonium",
  "tetrodotoxin",
  "ricin",
  "sarin",
  "novichok",
  "thermite",
  "cyanide",
  "anthrax",
  "botulinum",
];
