// In a page: a streamed answer in which keys are masked.
import {
  chatCompletionDecoder,
  compilePatterns,
  PatternGate,
  pipeline,
  sseDecoder,
  textGate,
  textView,
} from "edgerails/streams";

const secrets = compilePatterns(["sk-[A-Za-z0-9]{20,}"]);

/** The guarded text of a chat completion that is streamed from `url`. */
export const guardedText = async (
  url: string,
  question: string,
  signal?: AbortSignal,
): Promise<ReadableStream<string>> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "any", stream: true, messages: [{ role: "user", content: question }] }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok || response.body === null) throw new Error(`The model answered ${response.status}`);
  const noKeys = textGate({
    rail: "no keys",
    create: () => new PatternGate(secrets, { action: "mask", replacement: "<KEY>" }),
  });
  return pipeline(response.body, [sseDecoder(), chatCompletionDecoder(), noKeys, textView()]);
};
