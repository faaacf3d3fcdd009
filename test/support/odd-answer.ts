const CALL = { index: 0, id: "call_1", type: "function", function: { name: "look_up", arguments: '{"city":"Lyon"}' } };
const CUSTOM_CALL = { index: 2, id: "call_3", type: "custom", custom: { name: "patch", input: "+ x" } };
const HEAD = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "gpt-9",
  system_fingerprint: "fp_1",
  service_tier: "default",
  provider: "somebody",
};
const LOGPROBS = { content: [{ token: "a", logprob: -1, bytes: [97], top_logprobs: [] }], refusal: null };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cost_details: { currency: "USD" } };
const ODD = {
  annotations: [{ type: "url_citation", url_citation: { url: "https://a.test", title: "A" } }],
  audio: { id: "audio_1", data: "QUJD", transcript: "words" },
  reasoning_details: [
    { type: "reasoning.text", text: "hm", signature: "c2ln", id: "rs_1", format: "f" },
    { type: "reasoning.encrypted", data: "c2ln", id: "rs_2", format: "openai-responses-v1", index: 1 },
  ],
  images: [{ type: "image_url", image_url: { url: "https://a.test/i.png" } }],
  function_call: { name: "old", arguments: "{}" },
  refusal: "no",
  reasoning_content: "hm",
  reasoning: "hm",
  reasoning_steps: [{ thought: "hm", type: "web_search" }],
  cot_summary: "hm",
  tool_plan: "hm",
  provider_specific_fields: { reasoning: "hm", thought_signature: "c2ln" },
  anything: { else: "here" },
};

/** A chunk of this upstream. */
export const chunk = (delta: object, more: object = {}): object => ({
  ...HEAD,
  choices: [{ index: 0, delta, finish_reason: null, logprobs: LOGPROBS, ...more }],
});

/** A streamed answer of an OpenAI-compatible upstream with a value in every place that any provider uses. */
export const ODD_EVENTS: readonly object[] = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: "Hello" }),
  chunk({ content: [{ type: "text", text: " there" }], ...ODD }),
  chunk({ tool_calls: [{ ...CALL, extra_content: { google: { thought_signature: "c2ln" } } }] }),
  chunk({
    tool_calls: [
      { index: 1, id: "call_2", type: "function", function: { name: "other", arguments: "" } },
      { index: 1, function: { arguments: "{}" } },
    ],
  }),
  chunk({ tool_calls: [CUSTOM_CALL, { index: 2, custom: { input: "+ y" } }] }),
  chunk({}, { message: { role: "assistant", content: "Hello", tool_calls: [CALL] }, finishReason: "STOP" }),
  chunk({}, { finish_reason: "tool_calls", native_finish_reason: "STOP", stop_reason: "eos" }),
  { ...HEAD, choices: [], usage: USAGE, guardrails: { status: "passed", rail: "mine" } },
];

/** The same as a JSON answer. */
export const ODD_ANSWER: object = {
  ...HEAD,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      logprobs: LOGPROBS,
      message: { role: "assistant", content: "Hello", tool_calls: [CALL, CUSTOM_CALL], ...ODD },
    },
  ],
  usage: USAGE,
  guardrails: { status: "passed" },
};
