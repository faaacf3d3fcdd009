import * as fc from "fast-check";

const HOSTILE = [
  "x\n\ndata: [DONE]\n\n",
  "\r\n\r",
  "\u2028\u2029\u0085",
  "\u0000\u0001",
  "\ud83d",
  "\udc4d",
  '{"error":{"message":"pwned"}}',
  '"},"finish_reason":"stop"}]}',
  "\\u0022",
  "\ufeff",
  ": comment",
];

export const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE)).map((list) => list.join("")),
);

/** One chunk as these servers send it. */
export const SHAPES: Readonly<Record<string, (content: string) => string>> = {
  openai: (content) =>
    `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1731628800,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":${content}},"logprobs":null,"finish_reason":null}],"usage":null}`,
  vllm: (content) =>
    `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1731628800,"model":"llama","choices":[{"index":0,"delta":{"content":${content},"reasoning_content":null},"logprobs":null,"finish_reason":null,"token_ids":null}],"prompt_token_ids":null}`,
  ollama: (content) =>
    `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1731628800,"model":"llama3","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":${content}},"finish_reason":null}]}`,
  python: (content) =>
    `{"id": "1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ${content}}, "finish_reason": null}]}`,
};
